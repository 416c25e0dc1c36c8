// What the code uses and Node 22 lacks. Node 24 has all of it, and loads none of this.
if (typeof DisposableStack === 'undefined') {
  await import('core-js/actual/disposable-stack/index.js')
  await import('core-js/actual/async-disposable-stack/index.js')
  await import('core-js/actual/suppressed-error.js')
}
if (RegExp.escape === undefined) await import('core-js/actual/regexp/escape.js')
