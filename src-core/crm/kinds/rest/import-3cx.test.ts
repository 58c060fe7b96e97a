import { describe, expect, test } from 'vitest';
import { import3cx } from './import-3cx.ts';
import { parseRestFile, RestFileError } from './rest-template.ts';

/** Has a list of contacts, a key in a header, a page URL built from the id, and a scenario that only reports calls. */
const HELPDESK = `<?xml version="1.0" encoding="utf-8"?>
<Crm xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" Country="JP" Name="Helpdesk" Version="2" SupportsEmojis="false">
  <Number Prefix="Plus" MaxLength="" />
  <Connection MaxConcurrentRequests="2" />
  <Parameters>
    <Parameter Name="Domain" Type="String" Parent="General Configuration" Editor="String" Title="Domain:" Default="" />
    <Parameter Name="ApiKey" Type="String" Parent="General Configuration" Editor="String" Title="API Key:" Default="" />
    <Parameter Name="Workspace" Type="String" Parent="General Configuration" Editor="String" Title="Workspace:" Default="main" />
    <Parameter Name="ReportCallEnabled" Type="Boolean" Editor="String" Title="Journal" Default="False" />
  </Parameters>
  <Authentication Type="No" />
  <Scenarios>
    <Scenario Id="" Type="REST" EntityId="Contacts">
      <Request SkipIf="" Url="https://[Domain]/api/v2/[Workspace]/contacts?phone=%2B[Number]&amp;limit=20" MessagePasses="0" RequestEncoding="UrlEncoded" RequestType="Get" ResponseType="Json">
        <Headers>
          <Value Key="X-Api-Key" Passes="1">[ApiKey]</Value>
        </Headers>
      </Request>
      <Rules>
        <Rule Type="Any">contacts.id</Rule>
        <Rule Type="Number">contacts.direct</Rule>
      </Rules>
      <Variables>
        <Variable Name="ContactID" Path="contacts.id"><Filter /></Variable>
        <Variable Name="FirstName" Path="contacts.firstname"><Filter /></Variable>
        <Variable Name="LastName" Path="contacts.lastname"><Filter /></Variable>
        <Variable Name="Company" Path="contacts.org.name"><Filter /></Variable>
        <Variable Name="Phone1" Path="contacts.phone"><Filter /></Variable>
        <Variable Name="Phone2" Path="contacts.mobile"><Filter /></Variable>
        <Variable Name="Chosen" Path="contacts.other"><Filter><Rule Type="Equals" Ethalon="work">contacts.kind</Rule></Filter></Variable>
      </Variables>
      <Outputs AllowEmpty="false">
        <Output Type="FirstName" Passes="0" Value="[FirstName]" />
        <Output Type="LastName" Passes="0" Value="[LastName]" />
        <Output Type="CompanyName" Passes="0" Value="[Company]" />
        <Output Type="PhoneBusiness" Passes="0" Value="[Phone1]" />
        <Output Type="PhoneMobile" Passes="0" Value="[Phone2]" />
        <Output Type="PhoneHome" Passes="0" Value="[Chosen]" />
        <Output Type="ContactUrl" Passes="0" Value="https://[Domain]/#contacts/[ContactID]" />
        <Output Type="EntityId" Passes="0" Value="[ContactID]" />
        <Output Type="EntityType" Passes="0" Value="Contacts" />
      </Outputs>
    </Scenario>
    <Scenario Id="ReportCall" Type="REST">
      <Request SkipIf="[ReportCallEnabled]!=True" Url="https://[Domain]/calls" RequestEncoding="Json" RequestType="Post" ResponseType="Json">
        <PostValues><Value Key="at" Passes="2" Type="String">[[CallStartTimeUTC].ToString("yyyy")]</Value></PostValues>
      </Request>
    </Scenario>
  </Scenarios>
</Crm>`;

/** Has one record at the root, a request body, Basic with a password, and only the last digits of the number. */
const PRACTICE = `<Crm Country="AT" Name="Practice" Version="3">
  <Number Prefix="AsIs" MaxLength="[MaxLength]" />
  <Parameters>
    <Parameter Name="User" Type="String" Title="User" />
    <Parameter Name="Pass" Type="Password" Title="Password" />
    <Parameter Name="MaxLength" Type="Integer" Title="Digits" Default="9" />
  </Parameters>
  <Authentication Type="Basic"><Value>[User]:[Pass]</Value></Authentication>
  <Scenarios>
    <Scenario Type="REST">
      <Request Url="https://practice.example.com/lookup" RequestEncoding="Json" RequestType="Post" ResponseType="Json">
        <PostValues><Object Key=""><Value Key="number">[Number]</Value><Object Key="options"><Value Key="direction">[CallDirection]</Value></Object></Object></PostValues>
      </Request>
      <Rules><Rule Type="Any">cid</Rule></Rules>
      <Variables>
        <Variable Name="Id" Path="cid" />
        <Variable Name="Name" Path="display" />
        <Variable Name="Mobile" Path="contact.phones[0]" />
        <Variable Name="Url" Path="link" />
      </Variables>
      <Outputs AllowEmpty="false">
        <Output Type="ContactID" Value="[Id]" />
        <Output Type="FullName" Value="[Name]" />
        <Output Type="PhoneMobile" Value="[Mobile]" />
        <Output Type="ContactUrl" Value="[Url]" />
      </Outputs>
    </Scenario>
  </Scenarios>
</Crm>`;

describe('templates that can be used', () => {
  test('imports a list with a key in a header', () => {
    const { file, parameters } = import3cx(HELPDESK, { Domain: 'help.example.com' });
    expect(parseRestFile(file)).toBeTruthy();
    expect(file).toEqual({
      about: '3CX: Helpdesk',
      api: 'https://help.example.com',
      pages: 'https://help.example.com',
      auth: { type: 'none' },
      candidates: ['e164', 'national', 'national-formatted'],
      lookups: [
        {
          object: 'Contacts-0',
          request: {
            method: 'GET',
            path: '/api/v2/{{parameters.Workspace}}/contacts',
            query: { phone: '+{{number}}', limit: '20' },
            headers: { 'X-Api-Key': '{{secret}}' },
          },
          list: 'contacts',
          listMayBeMissing: true,
          map: {
            id: 'id',
            name: { family: 'lastname', given: 'firstname' },
            company: 'org.name',
            phones: { work: ['phone'], mobile: ['mobile'], phone: ['direct'] },
          },
          recordUrl: '/#contacts/{{id}}',
        },
      ],
    });
    expect(parameters).toEqual({ Domain: 'help.example.com', Workspace: 'main', ReportCallEnabled: 'False' });
  });

  test('imports a single record, a request body and Basic authentication', () => {
    const { file, parameters } = import3cx(PRACTICE, {});
    expect(parseRestFile(file)).toBeTruthy();
    expect(file).toMatchObject({
      api: 'https://practice.example.com',
      auth: { type: 'basic', credentials: '{{parameters.User}}:{{secret}}' },
      candidates: ['last:9', 'national', 'national-formatted'],
      lookups: [
        {
          request: {
            method: 'POST',
            path: '/lookup',
            body: { number: '{{number}}', options: { direction: 'Inbound' } },
          },
          map: { id: 'cid', name: 'display', url: 'link', phones: { mobile: ['contact.phones.0'] } },
        },
      ],
    });
    expect(file.lookups[0]).not.toHaveProperty('list');
    // `User` has no default, so the settings must provide it. `Pass` is the secret.
    expect(parameters).toEqual({ MaxLength: '9' });
  });

  test('maps paths into the first list item to the whole list', () => {
    const first = HELPDESK.replaceAll('contacts.', 'contacts.0.');
    expect(import3cx(first, { Domain: 'a.example' }).file.lookups[0]).toMatchObject({
      list: 'contacts.*',
      map: { id: 'id' },
    });
  });

  test('accepts a full address with a path as parameter', () => {
    const template = HELPDESK.replaceAll('https://[Domain]/', '[Domain]');
    const { file } = import3cx(template, { Domain: 'https://help.example.com:8443/desk/' });
    expect(file).toMatchObject({
      api: 'https://help.example.com:8443',
      lookups: [
        {
          request: { path: '/desk/api/v2/{{parameters.Workspace}}/contacts' },
          recordUrl: '/desk/#contacts/{{id}}',
        },
      ],
    });
  });

  test('leaves out a call journal, even one without an id that names the number', () => {
    const journal = `<Scenario Type="REST">
      <Request Url="[Journal]" RequestEncoding="UrlEncoded" RequestType="Post" ResponseType="Json">
        <PostValues><Value Key="event">newCall</Value><Value Key="from">[Number]</Value></PostValues>
      </Request>
    </Scenario>`;
    const withJournal = HELPDESK.replace('<Scenarios>', `<Scenarios>${journal}`);
    expect(import3cx(withJournal, { Domain: 'help.example.com' })).toEqual(
      import3cx(HELPDESK, { Domain: 'help.example.com' }),
    );
    const onlyJournal = HELPDESK.replace(/<Scenarios>.*<\/Scenarios>/su, `<Scenarios>${journal}</Scenarios>`);
    expect(() => import3cx(onlyJournal, {})).toThrow(RestFileError);
  });

  test('imports a JSON message as request body', () => {
    const message = PRACTICE.replace(
      /<Request [^>]*>.*<\/Request>/su,
      '<Request Url="https://a.example/x" RequestType="Post" Message="{&quot;any&quot;:[&quot;[Number]&quot;]}" />',
    );
    expect(import3cx(message, {}).file.lookups[0]?.request).toMatchObject({ body: { any: ['{{number}}'] } });
  });
});

describe('templates that are refused', () => {
  const getRefusal = (
    xml: string,
    parameters: Readonly<Record<string, string>> = { Domain: 'help.example.com' },
  ): string => {
    try {
      parseRestFile(import3cx(xml, parameters).file);
    } catch (error) {
      if (error instanceof RestFileError) return error.location;
      throw error;
    }
    return 'used';
  };

  test.each<readonly [string, string, string]>([
    ['no XML', 'Crm', 'not XML'],
    ['XML that is cut off', HELPDESK.slice(0, 900), 'not XML'],
    ['other XML', '<Contacts />', 'Crm'],
    ['entities', `<!DOCTYPE Crm [<!ENTITY a "aaaa">]>${HELPDESK}`, 'a document type is not read'],
    [
      'a script',
      HELPDESK.replace('Type="REST" EntityId', 'Type="Scripting" EntityId'),
      'Scenario "": Type "Scripting" is not run, only REST',
    ],
    [
      'a database',
      HELPDESK.replace('"ReportCall" Type="REST"', '"ReportCall" Type="Database"'),
      'Scenario "ReportCall": Type "Database" is not run, only REST',
    ],
    [
      'an inline script',
      HELPDESK.replace('<Rules>', '<Script>return 1;</Script><Rules>'),
      'scripts are not run',
    ],
    [
      'OAuth',
      HELPDESK.replace('Type="No"', 'Type="Scenario"'),
      'Authentication: Type "Scenario" is not run, only No and Basic',
    ],
    [
      'chained scenarios',
      HELPDESK.replace('<Outputs AllowEmpty', '<Outputs Next="more" AllowEmpty'),
      'Scenarios.Scenario.0.Outputs.Next: scenarios in a chain are not run',
    ],
    [
      'an expression',
      HELPDESK.replace('%2B[Number]', '[[Number].Substring(3)]'),
      'Scenarios.Scenario.0.Request.Url: expressions are not calculated',
    ],
    [
      'a condition in a value',
      HELPDESK.replace('%2B[Number]', '[IIf([Number]>0,1,2)]'),
      'Scenarios.Scenario.0.Request.Url: expressions are not calculated',
    ],
    [
      'a secret in the address',
      HELPDESK.replace('limit=20', 'key=[ApiKey]'),
      'Scenarios.Scenario.0.Request.Url: [ApiKey] is a secret, which belongs into a header',
    ],
    [
      'an unknown variable',
      HELPDESK.replace('limit=20', 'x=[Agent]'),
      'Scenarios.Scenario.0.Request.Url: [Agent] is not known',
    ],
    [
      'no phones',
      HELPDESK.replaceAll(/<Output Type="Phone.*>/gu, '').replace(/<Rule Type="Number">.*<\/Rule>/u, ''),
      'Scenarios.Scenario.0.Outputs: no phone number, so that nobody could check whose it is',
    ],
    [
      'no id',
      HELPDESK.replace(/<Output Type="EntityId".*>/u, '').replace('/[ContactID]"', '/"'),
      'Scenarios.Scenario.0.Outputs: no EntityId',
    ],
    [
      'no number look-up',
      HELPDESK.replace('Scenario Id=""', 'Scenario Id="SearchContacts"'),
      'Scenarios: none looks up a number',
    ],
    [
      'an XML response',
      HELPDESK.replace('ResponseType="Json"', 'ResponseType="Xml"'),
      'Scenarios.Scenario.0.Request.ResponseType: only Json',
    ],
    [
      'a request that writes',
      HELPDESK.replace('RequestType="Get"', 'RequestType="Put"'),
      'Scenarios.Scenario.0.Request.RequestType: only Get and Post',
    ],
    [
      'a form-encoded body',
      PRACTICE.replace('RequestEncoding="Json"', 'RequestEncoding="UrlEncoded"'),
      'Scenarios.Scenario.0.Request.RequestEncoding: only Json',
    ],
    [
      'a condition before a POST',
      PRACTICE.replace('<Request ', '<Request SkipIf="[User]==1" '),
      'Scenarios.Scenario.0.Request.SkipIf: conditions are not run',
    ],
    [
      'two secrets',
      HELPDESK.replace('[ApiKey]</Value>', '[ApiKey]</Value><Value Key="B">[Token]</Value>').replace(
        '<Parameter Name="Domain"',
        '<Parameter Name="Token" Type="Password" /><Parameter Name="Domain"',
      ),
      'Scenarios.Scenario.0.Request.Headers: more than one secret',
    ],
    [
      'no address',
      HELPDESK.replaceAll('https://[Domain]/', '/'),
      'Scenarios.Scenario.0.Request.Url: no address',
    ],
    [
      'a user in the address',
      HELPDESK.replaceAll('https://[Domain]/', 'https://me@[Domain]/'),
      'Scenarios.Scenario.0.Request.Url: no address',
    ],
  ])('%s', (_what, xml, where) => {
    expect(getRefusal(xml)).toBe(where);
  });

  test('refuses a host that only the template gives', () => {
    const template = HELPDESK.replace(
      'Title="Domain:" Default=""',
      'Title="Domain:" Default="placeholder.example"',
    );
    expect(getRefusal(template, {})).toBe(
      'Scenarios.Scenario.0.Request.Url: parameters.Domain belongs into the settings',
    );
    expect(getRefusal(template)).toBe('used');
  });

  test.each(['evil.example/x?', 'a@evil.example', 'evil.example#', 'a\\b'])(
    'refuses a host with URL syntax: %s',
    (Domain) => {
      expect(getRefusal(HELPDESK, { Domain })).toBe(
        'Scenarios.Scenario.0.Request.Url: no address in parameters.Domain',
      );
    },
  );
});
