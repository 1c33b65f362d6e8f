import { notImplemented, SalesforceError } from '../../errors.ts';
import { listMetadata } from '../../metadata/inventory.ts';
import type { FileProperties } from '../../metadata/inventory.ts';
import type { Retrieved, RetrieveRequest } from '../../metadata/retrieve.ts';
import { metadataTypes, typeHolding } from '../../metadata/types.ts';
import type { Org } from '../../org.ts';
import { find, localName, soapText } from './envelope.ts';
import type { SoapCall, SoapValue } from './envelope.ts';

/** The DescribeMetadataResult: the types that this org takes. */
export function describeTypes(org: Org): SoapValue {
  const available = metadataTypes.filter(
    ({ form, notInProfessional }) =>
      form !== 'folder' && (!notInProfessional || org.edition !== 'Professional'),
  );
  return {
    metadataObjects: available.map(
      ({ name, directory, suffix, form, inFolder, children = [] }) => ({
        ...(children.length > 0 && { childXmlNames: children.map((child) => child.name) }),
        directoryName: directory,
        inFolder: inFolder !== undefined,
        metaFile: form === 'content',
        // A bundle is a folder, which has no suffix.
        ...(form !== 'bundle' && { suffix }),
        xmlName: name,
      }),
    ),
    organizationNamespace: '',
    partialSaveAllowed: true,
    testRequired: false,
  };
}

/**
 * The components of one type; of a type that is in folders, those of one folder.
 * @throws {SalesforceError} INVALID_TYPE when this org takes no such type.
 */
export function listOfType(org: Org, type: string, folder = ''): FileProperties[] {
  const holder = typeHolding(type);
  if (!holder) throw new SalesforceError('INVALID_TYPE', `Unknown type:${type}`);
  const listed = listMetadata(org, type);
  if (holder.inFolder === undefined) return listed;
  return listed.filter(({ fullName }) => fullName.startsWith(`${folder}/`));
}

/** FileProperties, in the order in which the WSDL has them. */
export function describeFile(org: Org, properties: FileProperties): SoapValue {
  const nameOf = (id: string) => org.user(id)!['Name'] as string;
  const { createdById, lastModifiedById } = properties;
  return {
    createdById,
    createdByName: nameOf(createdById),
    createdDate: properties.createdDate,
    fileName: properties.fileName,
    fullName: properties.fullName,
    id: properties.id,
    lastModifiedById,
    lastModifiedByName: nameOf(lastModifiedById),
    lastModifiedDate: properties.lastModifiedDate,
    manageableState: 'unmanaged',
    type: properties.type,
  };
}

/** Reads a `retrieve` call; what the local org does not carry out is refused. */
export function readRetrieveRequest({ operation, version }: SoapCall): RetrieveRequest {
  const request = find(operation, 'retrieveRequest') ?? find(operation, 'request');
  const known = new Set(['apiVersion', 'singlePackage', 'unpackaged']);
  const foreign = request?.children.find((child) => !known.has(localName(child)));
  if (foreign) throw notImplemented(`the element ${localName(foreign)} of a retrieve`);
  const manifest = request && find(request, 'unpackaged');
  const types = manifest?.children.filter((child) => localName(child) === 'types') ?? [];
  return {
    members: new Map(
      types.map((type) => [
        soapText(type, 'name') ?? '',
        type.children.filter((child) => localName(child) === 'members').map(({ text }) => text),
      ]),
    ),
    version: (manifest && soapText(manifest, 'version')) ?? version,
    singlePackage: (request && soapText(request, 'singlePackage')) === 'true',
  };
}

/** The RetrieveResult of a retrieve, which is done as soon as it is asked for. */
export function describeRetrieve(
  org: Org,
  id: string,
  { zip, fileProperties, messages }: Retrieved,
  includeZip: boolean,
): SoapValue {
  return {
    done: true,
    fileProperties: fileProperties.map((properties) => describeFile(org, properties)),
    id,
    messages: messages.map(({ fileName, problem }) => ({ fileName, problem })),
    status: 'Succeeded',
    success: true,
    ...(includeZip && { zipFile: Buffer.from(zip).toString('base64') }),
  };
}
