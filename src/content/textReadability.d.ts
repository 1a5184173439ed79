/** The part of text-readability that is used: it has no types of its own. */
declare module 'text-readability' {
  const readability: { syllableCount(text: string, language?: string): number };
  export default readability;
}
