import { createApp } from './app.js'

const app = createApp({
  secrets: process.env.LEMNIS_WEBHOOK_SECRET,
  save: async (result) => console.log(result),
})
app.listen(process.env.PORT ?? 3000)
