/** What an answer has said by the time it fits. Stops reading then. @throws when the answer ends before */
export async function readUntil(response: Response, fits: (text: string) => boolean): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error('the answer has no body');
  let text = '';
  while (!fits(text)) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`the answer ended with: ${text}`);
    text += value;
  }
  await reader.cancel();
  return text;
}
