/** What is done with a registry as a whole, and leaves no other trace in it. */
export const OPERATIONS = ['export', 'import', 'copy', 'backup', 'restore'] as const;

export type Operation = (typeof OPERATIONS)[number];

/** Of an event: what follows is the operation. */
export const OPERATION_TYPE = 'operation.';
/** What such events are found by. They are about the registry in whose log they stand, and no other takes them in. */
export const OPERATION_SUBJECT = 'operations';
