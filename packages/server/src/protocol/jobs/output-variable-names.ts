/** The variables that may be used as `${…}` in the key of an output. */
export const OUTPUT_VARIABLES = [
  'InputPath',
  'InputName',
  'InputNameAndExt',
  'Ext',
  'Number',
  'Time',
  'JobId',
  'RunId',
  'InventoryTriggerJobId',
] as const

export type OutputVariable = (typeof OUTPUT_VARIABLES)[number]
