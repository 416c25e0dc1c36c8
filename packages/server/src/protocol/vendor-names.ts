/**
 * Query parameters of the vendor's pages and SDKs that select an operation or other bytes. A client that sends one
 * means it, with or without a value, so it is never taken for a cache-buster.
 */
const NAMES = new Set(
  (
    'accelerate acl append cancel ci-process comp continuation-token cors create-time decompression delete domain ' +
    'domaincertificate encryption exif fetch fetch-owner guetzli hdr-image-processing hotlink image-slim image-style ' +
    'image_process imageave imageinfo imageinspect imagemogr2 imageslim imageview2 intelligent-tiering ' +
    'intelligenttiering inventory legal-hold lifecycle list-type live location logging notification object-lock origin ' +
    'origin-protect ownershipcontrols partnumber policy policystatus preflight publicaccessblock qrcode recursive referer ' +
    'rename replication restore retention select select-type start-after style symlink tagging tdcrefresh torrent unbind ' +
    'uploadid uploads versionid versioning versions vod watermark website worm active paused ' +
    'comparepath compareurl'
  ).split(' '),
)

/**
 * `name` is in lower case and decoded. A name with a slash has parameters of image processing, one with an
 * exclamation mark a style.
 */
export function isVendorName(name: string): boolean {
  return NAMES.has(name) || name.includes('/') || name.startsWith('!')
}
