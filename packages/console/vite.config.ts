import { defineConfig } from 'vite'

export default defineConfig({
  base: '/_lemnis/console/',
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    target: 'es2022',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // A page may load nothing that is inlined as data, and few files are so small.
    assetsInlineLimit: 0,
  },
})
