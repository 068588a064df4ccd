export const request = () => ({}); export const response = (ctx) => ctx.result;
