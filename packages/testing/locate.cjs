'use strict'
// CommonJS, since a module of either kind can import it and it can look for other packages.
const { dirname, join } = require('node:path')

/** The program of the package `lemnis`. */
exports.launcher = () => {
  const manifest = require.resolve('lemnis/package.json')
  return join(dirname(manifest), require(manifest).bin.lemnis)
}

/** The official SDK for Node, which the tested project has installed. */
exports.loadSdk = () => require(require.resolve('cos-nodejs-sdk-v5', { paths: [process.cwd(), __dirname] }))
