import { render } from 'preact'
import './style/index.css'
import { App } from './app.tsx'
import { restoreSession } from './api/session.ts'
import { preloadScreen } from './screens.ts'

preloadScreen(location.pathname)
void restoreSession()
const root = document.getElementById('app')
if (root) render(<App />, root)

/** Who points at a link is about to follow it. */
function preloadLinked({ target }: Event): void {
  const link = target instanceof Element ? target.closest('a') : null
  if (link?.origin === location.origin) preloadScreen(link.pathname)
}
addEventListener('pointerover', preloadLinked)
addEventListener('focusin', preloadLinked)
