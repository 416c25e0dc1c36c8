import { expect, test } from 'vitest'
import { layOut } from './layout.ts'

const size = { width: 100, height: 40 }
const nodes = new Map(['Start', 'A', 'B', 'C', 'End'].map((name) => [name, size]))
const links = [
  { from: 'Start', to: 'A' },
  { from: 'Start', to: 'B' },
  { from: 'A', to: 'C' },
  { from: 'B', to: 'End' },
  { from: 'C', to: 'End' },
  { from: 'C', to: 'Nothing' },
]

test.each(['right', 'down'] as const)('nodes follow each other %s and do not overlap', (direction) => {
  const { width, height, nodes: placed, arrows } = layOut({ nodes, links, direction })
  const at = (name: string) => placed.find((node) => node.name === name) ?? { x: 0, y: 0 }
  const along = (name: string): number => (direction === 'right' ? at(name).x : at(name).y)
  for (const { from, to } of links.slice(0, -1)) expect(along(from)).toBeLessThan(along(to))
  for (const [index, one] of placed.entries()) {
    expect(one.x).toBeGreaterThanOrEqual(0)
    expect(one.x + one.width).toBeLessThanOrEqual(width)
    expect(one.y + one.height).toBeLessThanOrEqual(height)
    for (const other of placed.slice(index + 1)) {
      const isApart = Math.abs(one.x - other.x) >= 100 || Math.abs(one.y - other.y) >= 40
      expect(isApart, `${one.name} ${other.name}`).toBe(true)
    }
  }
  expect(arrows).toHaveLength(links.length - 1)
  for (const { path } of arrows) expect(path).toMatch(/^M[\d. ]+[QL][\d. QL]+$/)
})

test('a graph that is being drawn may have a circle', () => {
  const circle = [...links, { from: 'C', to: 'A' }]
  expect(layOut({ nodes, links: circle, direction: 'right' }).arrows).toHaveLength(links.length)
})
