import { choiceSetting, numberSetting, switchSetting, type ReadSetting } from '../base/settings.ts'
import { CALLBACK_JSON, type CallbackJson } from '../protocol/callbacks/callback-shapes.ts'
import { parseTimeZone, type TimeZone } from '../protocol/times.ts'

export interface EngineSettings {
  /** What times are shown in. */
  readonly timeZone: TimeZone
  /** A job that broke this many times is Failed. Losses of its worker are not counted. */
  readonly maxTries: number
  /** Whether a Running job can be cancelled: LEMNIS_CANCEL_RUNNING. */
  readonly cancelRunning: boolean
  /** For a whole attempt to deliver a callback, where its queue says nothing else. */
  readonly callbackDeadlineMs: number
  /** How a callback in JSON is written when its job or run ends. */
  readonly callbackJson: CallbackJson
}

export function readEngineSettings(read: ReadSetting): EngineSettings {
  return {
    timeZone: read({
      env: 'LEMNIS_TIME_ZONE',
      about: 'The offset from UTC of the times in callbacks and in XML answers, such as +08:00',
      fallback: '+08:00',
      parse: (text) => {
        const zone = parseTimeZone(text)
        if (zone === undefined) throw new Error('it must be an offset such as +08:00')
        return zone
      },
    }),
    maxTries: read(
      numberSetting({
        env: 'LEMNIS_MAX_TRIES',
        about: 'How often a job is tried that breaks off through no fault of its input',
        fallback: 3,
        min: 1,
        max: 1_000,
      }),
    ),
    cancelRunning: read(
      switchSetting({ env: 'LEMNIS_CANCEL_RUNNING', about: 'Whether a job that runs can be cancelled' }),
    ),
    callbackDeadlineMs: read(
      numberSetting({
        env: 'LEMNIS_CALLBACK_DEADLINE_MS',
        about: 'How long an attempt to deliver a callback may take in all, in ms; a queue can have its own',
        fallback: 15_000,
        min: 1_000,
        max: 60_000,
      }),
    ),
    callbackJson: read(
      choiceSetting({
        env: 'LEMNIS_CALLBACK_JSON',
        about:
          'The shape of callbacks in JSON: as receivers decode the vendor’s, or as its pages of 2022 print them',
        fallback: 'native',
        choices: CALLBACK_JSON,
      }),
    ),
  }
}
