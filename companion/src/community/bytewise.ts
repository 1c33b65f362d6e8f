import {
  ColumnDefinitionNode,
  DataTypeNode,
  OperationNodeTransformer,
  sql,
  type KyselyPlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
} from 'kysely';

/**
 * Makes text columns sort byte by byte, as SQLite does, whatever language a
 * PostgreSQL database was created for: keys of Salesforce differ in capitals
 * alone, and a refresh goes on behind the last one.
 */
export class BytewisePlugin implements KyselyPlugin {
  readonly #transformer = new BytewiseTransformer();

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    return this.#transformer.transformNode(node, queryId);
  }

  transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return Promise.resolve(result);
  }
}

class BytewiseTransformer extends OperationNodeTransformer {
  protected override transformColumnDefinition(
    ...args: Parameters<OperationNodeTransformer['transformColumnDefinition']>
  ): ColumnDefinitionNode {
    const column = super.transformColumnDefinition(...args);
    const { dataType } = column;
    return DataTypeNode.is(dataType) && /^(text|varchar)/.test(dataType.dataType)
      ? {
          ...column,
          dataType: sql`${sql.raw(dataType.dataType)} collate "C"`.toOperationNode(),
        }
      : column;
  }
}
