import { ErrorBoundary, LocationProvider, Route, Router } from 'preact-iso'
import { session } from './api/session.ts'
import { SCREENS } from './screens.ts'
import { NotFound } from './screens/not-found.tsx'
import { SignIn } from './screens/sign-in.tsx'
import { Loading } from './ui/feedback.tsx'
import { BASE } from './ui/links.ts'
import { Shell } from './ui/shell.tsx'

export function App() {
  if (session.value === undefined) return <Loading />
  if (session.value === null) return <SignIn />
  return (
    <LocationProvider scope={BASE}>
      <Shell>
        <ErrorBoundary>
          <Router>
            {SCREENS.map(({ path, component }) => (
              <Route key={path} path={path} component={component} />
            ))}
            <Route default component={NotFound} />
          </Router>
        </ErrorBoundary>
      </Shell>
    </LocationProvider>
  )
}
