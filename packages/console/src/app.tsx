import { ErrorBoundary, lazy, LocationProvider, Route, Router } from 'preact-iso'
import { session } from './api/session.ts'
import { SignIn } from './screens/sign-in.tsx'
import { Loading } from './ui/feedback.tsx'
import { BASE } from './ui/links.ts'
import { Shell } from './ui/shell.tsx'
import { NotFound } from './screens/not-found.tsx'

const Overview = lazy(() => import('./screens/overview/overview.tsx').then((module) => module.Overview))
const TryIt = lazy(() => import('./screens/try-it/try-it.tsx').then((module) => module.TryIt))
const Jobs = lazy(() => import('./screens/jobs/jobs.tsx').then((module) => module.Jobs))
const Job = lazy(() => import('./screens/jobs/job.tsx').then((module) => module.Job))
const RerunJob = lazy(() => import('./screens/jobs/rerun-job.tsx').then((module) => module.RerunJob))
const Callbacks = lazy(() => import('./screens/callbacks/callbacks.tsx').then((module) => module.Callbacks))
const Callback = lazy(() => import('./screens/callbacks/callback.tsx').then((module) => module.Callback))
const Receivers = lazy(() => import('./screens/receivers/receivers.tsx').then((module) => module.Receivers))
const Workflows = lazy(() => import('./screens/workflows/workflows.tsx').then((module) => module.Workflows))
const Workflow = lazy(() => import('./screens/workflows/workflow.tsx').then((module) => module.Workflow))
const WorkflowEditor = lazy(() =>
  import('./screens/workflows/editor/editor.tsx').then((module) => module.WorkflowEditor),
)
const WorkflowRun = lazy(() => import('./screens/workflows/run.tsx').then((module) => module.WorkflowRun))
const Queues = lazy(() => import('./screens/queues/queues.tsx').then((module) => module.Queues))
const Batches = lazy(() => import('./screens/batches/batches.tsx').then((module) => module.Batches))
const Templates = lazy(() => import('./screens/templates/templates.tsx').then((module) => module.Templates))
const Batch = lazy(() => import('./screens/batches/batch.tsx').then((module) => module.Batch))
const NewBatch = lazy(() => import('./screens/batches/new-batch.tsx').then((module) => module.NewBatch))
const Template = lazy(() => import('./screens/templates/template.tsx').then((module) => module.Template))
const TemplateEditor = lazy(() =>
  import('./screens/templates/template-editor.tsx').then((module) => module.TemplateEditor),
)
const Storage = lazy(() => import('./screens/storage/storage.tsx').then((module) => module.Storage))
const Bucket = lazy(() => import('./screens/storage/bucket.tsx').then((module) => module.Bucket))
const Settings = lazy(() => import('./screens/settings/settings.tsx').then((module) => module.Settings))
const Audit = lazy(() => import('./screens/audit/audit.tsx').then((module) => module.Audit))
const Keys = lazy(() => import('./screens/keys/keys.tsx').then((module) => module.Keys))

export function App() {
  if (session.value === undefined) return <Loading />
  if (session.value === null) return <SignIn />
  return (
    <LocationProvider scope={BASE}>
      <Shell>
        <ErrorBoundary>
          <Router>
            <Route path={`${BASE}/`} component={Overview} />
            <Route path={`${BASE}/try`} component={TryIt} />
            <Route path={`${BASE}/jobs`} component={Jobs} />
            <Route path={`${BASE}/jobs/:id`} component={Job} />
            <Route path={`${BASE}/jobs/:id/rerun`} component={RerunJob} />
            <Route path={`${BASE}/callbacks`} component={Callbacks} />
            <Route path={`${BASE}/callbacks/:id`} component={Callback} />
            <Route path={`${BASE}/receivers`} component={Receivers} />
            <Route path={`${BASE}/workflows`} component={Workflows} />
            <Route path={`${BASE}/workflows/new`} component={WorkflowEditor} />
            <Route path={`${BASE}/workflows/:id/edit`} component={WorkflowEditor} />
            <Route path={`${BASE}/workflows/:id`} component={Workflow} />
            <Route path={`${BASE}/runs/:id`} component={WorkflowRun} />
            <Route path={`${BASE}/queues`} component={Queues} />
            <Route path={`${BASE}/batches`} component={Batches} />
            <Route path={`${BASE}/templates`} component={Templates} />
            <Route path={`${BASE}/batches/new`} component={NewBatch} />
            <Route path={`${BASE}/batches/:id`} component={Batch} />
            <Route path={`${BASE}/templates/new`} component={TemplateEditor} />
            <Route path={`${BASE}/templates/:id/edit`} component={TemplateEditor} />
            <Route path={`${BASE}/templates/:id`} component={Template} />
            <Route path={`${BASE}/storage`} component={Storage} />
            <Route path={`${BASE}/storage/:bucket`} component={Bucket} />
            <Route path={`${BASE}/keys`} component={Keys} />
            <Route path={`${BASE}/audit`} component={Audit} />
            <Route path={`${BASE}/settings`} component={Settings} />
            <Route default component={NotFound} />
          </Router>
        </ErrorBoundary>
      </Shell>
    </LocationProvider>
  )
}
