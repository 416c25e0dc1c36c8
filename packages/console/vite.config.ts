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
    // What most screens use is small, and a request for each part would take longer than all of it.
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: 'common', test: /src\/(api|i18n|ui)\//, minShareCount: 4 }] },
      },
    },
  },
})
