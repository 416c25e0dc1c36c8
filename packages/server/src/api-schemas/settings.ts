import { z } from 'zod'

export const settingSchema = z.object({
  name: z.string(),
  about: z.string(),
  isSecret: z.boolean(),
  isSet: z.boolean().meta({ description: 'Whether it has a value that is no default.' }),
  origin: z.enum(['environment', 'file', 'generated', 'default']).meta({
    description:
      'file: the one that `<name>_FILE` names; generated: made by the service, and kept in the database and secrets.env.',
  }),
  value: z.string().nullable().meta({ description: 'In effect; null for a secret, and when there is none.' }),
  default: z.string().nullable(),
})
export type SettingJson = z.infer<typeof settingSchema>

export const settingListSchema = z.object({ settings: z.array(settingSchema) })
