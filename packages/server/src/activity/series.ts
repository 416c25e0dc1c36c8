/** What is only counted. */
export type EventSeries =
  'jobs_submitted' | 'jobs_succeeded' | 'jobs_failed' | 'callbacks_delivered' | 'attempts_failed'

/** What takes a time: from the submission of a job to its start, from there to its end, and from there to its callback. */
export type DurationSeries = 'job_wait' | 'job_run' | 'callback_delivery'

export type Series = EventSeries | DurationSeries
