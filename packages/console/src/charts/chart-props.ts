export interface ChartSeries {
  readonly name: string
  /** Which of the colours of the style sheet it has. */
  readonly tone: 'accent' | 'good' | 'bad' | 'busy' | 'waiting'
  /** So that it does not hide another line at the same place. */
  readonly isDashed?: boolean
  /** By step; null: there was none. */
  readonly values: readonly (number | null)[]
}

export interface ChartProps {
  readonly title: string
  /** What it shows, in a sentence. */
  readonly summary: string
  /** When the first step began, ms since 1970. */
  readonly from: number
  readonly stepS: number
  readonly series: readonly ChartSeries[]
  readonly format: (value: number) => string
}
