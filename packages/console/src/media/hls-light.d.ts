/** The build without what no playlist of the service has; its package types only the full one. */
declare module 'hls.js/light' {
  // eslint-disable-next-line import-x/no-default-export -- the package exports it so
  export { default } from 'hls.js'
}
