/** Whether a key is for the page, and not for a field or a button of it. */
export function isForPage({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return false
  return !(
    target instanceof HTMLElement &&
    target.closest('input:not([type="range"]), textarea, select, dialog, video')
  )
}
