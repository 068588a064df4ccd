import { util } from '@aws-appsync/utils';

export function request(ctx) {
  if (ctx.args.quantity < 1) {
    util.error('The quantity has to be positive.', 'Lambda:Unhandled');
  }
  return { payload: null };
}

export function response(ctx) {
  const { price, quantity } = ctx.args;
  return { quantity, total: price * quantity, currency: 'EUR', size: quantity < 10 ? 'SMALL' : 'LARGE' };
}
