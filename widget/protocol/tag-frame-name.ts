/**
 * The `name` that the tag gives its iframe (`window.name` inside). A page with this name sends nothing before it
 * receives `init`, because the tag only accepts messages of a conversation with a nonce. In a plain iframe the page
 * sends the first message.
 */
export const TAG_FRAME_NAME = 'embed-connection';
