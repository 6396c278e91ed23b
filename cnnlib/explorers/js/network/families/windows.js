/** How far one output looks, and how far the next one is, where it looks at one place alone. */
export const POINT = { span: [1, 1], stride: [1, 1] };
