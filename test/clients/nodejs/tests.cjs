/**
 * Runs tests that are written for mocha; tells each as a step, and waits until it was taken note of.
 * tests.cjs FILE
 */
const { readSync } = require('node:fs')
const Mocha = require('mocha')

// The tests print as they like; what is told must stand alone.
const say = process.stdout.write.bind(process.stdout)
process.stdout.write = () => true

const mocha = new Mocha({ reporter: function () {} })
mocha.suite.afterEach(function () {
  const { currentTest } = this
  const thrown = currentTest.err && String(currentTest.err.message || currentTest.err).slice(0, 300)
  say(`${JSON.stringify({ name: currentTest.fullTitle(), ...(thrown && { thrown }) })}\n`)
  readSync(0, Buffer.alloc(1))
})
mocha.addFile(process.argv[2])
mocha.run(() => process.exit(0)).on('fail', (test, error) => (test.err = error))
