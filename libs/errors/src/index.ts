export { AppError, type AppErrorOptions, type FieldError } from './app-error';
export { ifGiven, refuseProblems, type FieldCheck } from './field-check';
export { CATALOGUE, isErrorCode, type CatalogueEntry, type ErrorCode } from './catalogue';
