import { util } from '@aws-appsync/utils';

export function request(ctx) {
  return {
    operation: 'Scan',
    filter: {
      expression: '#price <= :max',
      expressionNames: { '#price': 'price' },
      expressionValues: util.dynamodb.toMapValues({ ':max': ctx.args.max }),
    },
  };
}

export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result.items;
}
