// @vitest-environment node
import { expect, test } from 'vitest'
import { spriteCells } from './sprite-cells.ts'

test('cells lie between margins and paddings, line by line', () => {
  const layout = { columns: 2, lines: 2, margin: 10, padding: 20 }
  // Two cells of 80 by 30.
  const cells = spriteCells(layout, { width: 200, height: 100 })
  expect(cells).toEqual([
    { left: 5, top: 10, width: 40, height: 30 },
    { left: 55, top: 10, width: 40, height: 30 },
    { left: 5, top: 60, width: 40, height: 30 },
    { left: 55, top: 60, width: 40, height: 30 },
  ])
})
