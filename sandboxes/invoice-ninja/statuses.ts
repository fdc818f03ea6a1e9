/** The status ids of app/Models/{Invoice,Quote,Credit,Payment}.php; the API shows them as text. */
export const invoiceStatus = { draft: '1', sent: '2', partial: '3', paid: '4', cancelled: '5', reversed: '6' } as const;
export const quoteStatus = { draft: '1', sent: '2', approved: '3', converted: '4' } as const;
export const paymentStatus = { completed: '4' } as const;

/** The same for all documents. */
export const draftStatus = '1';
export const sentStatus = '2';
