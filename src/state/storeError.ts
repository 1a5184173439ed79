/** A fault of the store. Its message is a sentence for the operator: what is wrong and what to do. */
export class StoreError extends Error {
  /** True when the connection broke: what was asked may or may not have been done, and may work when asked again. */
  readonly connectionLost: boolean;

  constructor(message: string, options?: ErrorOptions & { readonly connectionLost?: boolean }) {
    super(message, options);
    this.name = 'StoreError';
    this.connectionLost = options?.connectionLost ?? false;
  }
}
