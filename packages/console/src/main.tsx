import { render } from 'preact'
import './style/index.css'
import { App } from './app.tsx'
import { restoreSession } from './api/session.ts'

void restoreSession()
const root = document.getElementById('app')
if (root) render(<App />, root)
