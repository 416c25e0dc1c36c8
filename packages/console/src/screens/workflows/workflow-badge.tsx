import { StateBadge } from '../../ui/badge.tsx'

/** Whether uploads start a workflow: queues are active or paused as well, and that is something else. */
export function WorkflowBadge({ state }: { state: string }) {
  return <StateBadge state={state === 'Active' ? 'enabled' : 'disabled'} />
}
