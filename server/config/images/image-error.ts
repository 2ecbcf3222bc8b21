/** An image of the configuration is not accepted. The message continues the name of the setting: `is …`, `has …`. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
}
