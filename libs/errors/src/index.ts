export { AppError, type AppErrorOptions, type FieldError } from './app-error';
export { CATALOGUE, isErrorCode, type CatalogueEntry, type ErrorCode } from './catalogue';
