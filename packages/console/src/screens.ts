import type { ComponentType } from 'preact'
import { lazy } from 'preact-iso'
import { Overview } from './screens/overview/overview.tsx'
import { BASE } from './ui/links.ts'

/**
 * The screens by their paths, as the router writes them. The first one comes with the page, and each other is a script of
 * its own, loaded when somebody goes there.
 */
const LOADERS: Readonly<Record<string, () => Promise<ComponentType>>> = {
  '/': () => Promise.resolve(Overview),
  '/try': async () => (await import('./screens/try-it/try-it.tsx')).TryIt,
  '/jobs': async () => (await import('./screens/jobs/jobs.tsx')).Jobs,
  '/jobs/:id': async () => (await import('./screens/jobs/job.tsx')).Job,
  '/jobs/:id/rerun': async () => (await import('./screens/jobs/rerun-job.tsx')).RerunJob,
  '/callbacks': async () => (await import('./screens/callbacks/callbacks.tsx')).Callbacks,
  '/callbacks/:id': async () => (await import('./screens/callbacks/callback.tsx')).Callback,
  '/receivers': async () => (await import('./screens/receivers/receivers.tsx')).Receivers,
  '/workflows': async () => (await import('./screens/workflows/workflows.tsx')).Workflows,
  '/workflows/new': async () => (await import('./screens/workflows/editor/editor.tsx')).WorkflowEditor,
  '/workflows/:id/edit': async () => (await import('./screens/workflows/editor/editor.tsx')).WorkflowEditor,
  '/workflows/:id': async () => (await import('./screens/workflows/workflow.tsx')).Workflow,
  '/runs/:id': async () => (await import('./screens/workflows/run.tsx')).WorkflowRun,
  '/queues': async () => (await import('./screens/queues/queues.tsx')).Queues,
  '/batches': async () => (await import('./screens/batches/batches.tsx')).Batches,
  '/templates': async () => (await import('./screens/templates/templates.tsx')).Templates,
  '/batches/new': async () => (await import('./screens/batches/new-batch.tsx')).NewBatch,
  '/batches/:id': async () => (await import('./screens/batches/batch.tsx')).Batch,
  '/templates/new': async () => (await import('./screens/templates/template-editor.tsx')).TemplateEditor,
  '/templates/:id/edit': async () => (await import('./screens/templates/template-editor.tsx')).TemplateEditor,
  '/templates/:id': async () => (await import('./screens/templates/template.tsx')).Template,
  '/storage': async () => (await import('./screens/storage/storage.tsx')).Storage,
  '/storage/:bucket': async () => (await import('./screens/storage/bucket.tsx')).Bucket,
  '/keys': async () => (await import('./screens/keys/keys.tsx')).Keys,
  '/audit': async () => (await import('./screens/audit/audit.tsx')).Audit,
  '/settings': async () => (await import('./screens/settings/settings.tsx')).Settings,
}

export const SCREENS = Object.entries(LOADERS).map(([path, load]) => ({
  path: BASE + path,
  component: lazy<ComponentType>(load),
}))

/** Begins to load the script of the screen at a path, where there is one. */
export function preloadScreen(path: string): void {
  const screen = SCREENS.find((each) => fits(path, each.path))
  // Whoever goes there is told that it failed.
  screen?.component.preload().catch(() => undefined)
}

function fits(path: string, pattern: string): boolean {
  const parts = partsOf(path)
  const wanted = partsOf(pattern)
  return (
    parts.length === wanted.length && wanted.every((part, at) => part.startsWith(':') || part === parts[at])
  )
}

const partsOf = (path: string): readonly string[] => path.split('/').filter((part) => part !== '')
