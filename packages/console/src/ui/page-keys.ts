const OWN_KEYS = 'input:not([type="range"]), textarea, select, dialog, video, audio'
const PRESSED_BY_SPACE = 'button, a, summary, input:not(.seek)'
const MOVED_BY_ARROWS = 'input:not(.seek), pre, [role="tab"], [role="tabpanel"]'

/** What has a use of its own for a key that pages use, too. */
const USERS: Readonly<Record<string, string>> = {
  ' ': PRESSED_BY_SPACE,
  ArrowLeft: MOVED_BY_ARROWS,
  ArrowRight: MOVED_BY_ARROWS,
}

/** Whether a key is for the page, and not for the field or control of it that has the focus. */
export function isForPage({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return false
  if (!(target instanceof HTMLElement)) return true
  return target.closest(OWN_KEYS) === null && target.closest(USERS[key] ?? OWN_KEYS) === null
}
