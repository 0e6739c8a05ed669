import { ValidateIf } from 'class-validator';

/** The checks of a field hold when it is there: null is a value, and none of them allows it. */
export const IfGiven = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined);
