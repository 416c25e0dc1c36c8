/**
 * FFmpeg's names of the demuxers that may read a client's file: recordings, pictures and subtitles in a single file.
 * Excluded on purpose:
 * - those that open other files or URLs: `dash`, `hls`, `concat`, `imf`, `sdp`, `rtsp`, `vobsub`, `mlv`, `image2`,
 * `webm_dash_manifest`
 * - devices and generators: `lavfi`, `v4l2`
 * - those that accept any data: `data`, `rawvideo`, `tty`
 * - formats of games and music trackers: none is sent, and each is one more parser for hostile input
 */
export const READABLE_DEMUXERS: ReadonlySet<string> = new Set(
  [
    // Audio and video.
    'mov matroska avi flv live_flv kux asf asf_o mpegts mpeg ogg nut mxf gxf lxf rm ivr wtv dv nsv nuv ty',
    'pva swf r3d cine film_cpk',
    // Surveillance cameras.
    'dhav hxvs ifv ipmovie simbiosis_imx',
    // Video without a container.
    'mpegvideo m4v h261 h263 h264 hevc vvc evc apv av1 obu ivf vc1 vc1test dirac dnxhd cavsvideo avs2',
    'avs3 mjpeg mjpeg_2000 mpjpeg smjpeg yuv4mpegpipe gif apng webp_anim jpegxl_anim flic filmstrip',
    // Audio.
    'aac ac3 ac4 eac3 truehd mlp dts dtshd spdif s337m iamf loas lc3 sbc mp3 mpc mpc8 ape flac tak tta wv',
    'shn osq bonk rka wavarc qoa vqf wav w64 xwma aiff au caf voc ircam sox nistsphere pvf avr paf sds',
    'oma amr amrnb amrwb qcp dss act codec2 mmf ast adx aea daud dsf iff wsd aa aax acm',
    // Subtitles.
    'srt ass webvtt sup scc stl sami subviewer subviewer1 microdvd mpl2 mpsub jacosub lrc aqtitle pjs',
    'realtext vplayer tedcaptions mcc',
    // Single pictures. Vector graphics are programs and can name other files.
    'ico fits bmp_pipe dds_pipe dpx_pipe exr_pipe gif_pipe hdr_pipe j2k_pipe jpeg_pipe jpegls_pipe',
    'jpegxl_pipe jpegxs_pipe pam_pipe pbm_pipe pcx_pipe pfm_pipe pgm_pipe pgmyuv_pipe pgx_pipe phm_pipe',
    'photocd_pipe pictor_pipe png_pipe ppm_pipe psd_pipe qdraw_pipe qoi_pipe sgi_pipe sunrast_pipe',
    'tiff_pipe webp_pipe xbm_pipe xpm_pipe xwd_pipe',
  ].flatMap((names) => names.split(' ')),
)

/** Formats that only refer to other files: a job reads only its input file. */
const POINTING_DEMUXERS: ReadonlySet<string> = new Set([
  'hls',
  'dash',
  'concat',
  'sdp',
  'rtsp',
  'imf',
  'webm_dash_manifest',
])

/** `name` as FFmpeg returns it: a demuxer may have several names, as in `mov,mp4,m4a,3gp,3g2,mj2`. */
export function isReadable(name: string): boolean {
  return name.split(',').some((one) => READABLE_DEMUXERS.has(one))
}

export function isPlaylist(name: string): boolean {
  return name.split(',').some((one) => POINTING_DEMUXERS.has(one))
}
