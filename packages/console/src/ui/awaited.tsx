import type { Resource } from '../api/resource.ts'
import { ErrorBox, Loading } from './feedback.tsx'

/** What stands in place of data that is awaited, or can't be had. */
export function Awaited<T>({ of: { error, isLoading, reload } }: { of: Resource<T> }) {
  if (error) return <ErrorBox error={error} retry={reload} />
  return isLoading ? <Loading /> : null
}
