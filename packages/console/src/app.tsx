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
const Callbacks = lazy(() => import('./screens/callbacks/callbacks.tsx').then((module) => module.Callbacks))
const Callback = lazy(() => import('./screens/callbacks/callback.tsx').then((module) => module.Callback))

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
            <Route path={`${BASE}/callbacks`} component={Callbacks} />
            <Route path={`${BASE}/callbacks/:id`} component={Callback} />
            <Route default component={NotFound} />
          </Router>
        </ErrorBoundary>
      </Shell>
    </LocationProvider>
  )
}
