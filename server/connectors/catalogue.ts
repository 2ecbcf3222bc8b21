import asana from './catalogue/asana.ts';
import box from './catalogue/box.ts';
import calendly from './catalogue/calendly.ts';
import discord from './catalogue/discord.ts';
import dropbox from './catalogue/dropbox.ts';
import freshdesk from './catalogue/freshdesk.ts';
import github from './catalogue/github.ts';
import gitlab from './catalogue/gitlab.ts';
import gmail from './catalogue/gmail.ts';
import googleCalendar from './catalogue/google-calendar.ts';
import googleDrive from './catalogue/google-drive.ts';
import googleSheets from './catalogue/google-sheets.ts';
import hubspot from './catalogue/hubspot.ts';
import hubspotPrivateApp from './catalogue/hubspot-private-app.ts';
import hubspotServiceKey from './catalogue/hubspot-service-key.ts';
import intercom from './catalogue/intercom.ts';
import linear from './catalogue/linear.ts';
import linkedin from './catalogue/linkedin.ts';
import mailchimp from './catalogue/mailchimp.ts';
import microsoft365 from './catalogue/microsoft-365.ts';
import notion from './catalogue/notion.ts';
import pipedrive from './catalogue/pipedrive.ts';
import quickbooks from './catalogue/quickbooks.ts';
import salesforce from './catalogue/salesforce.ts';
import sendgrid from './catalogue/sendgrid.ts';
import shopify from './catalogue/shopify.ts';
import slack from './catalogue/slack.ts';
import trello from './catalogue/trello.ts';
import typeform from './catalogue/typeform.ts';
import xero from './catalogue/xero.ts';
import zohoCrm from './catalogue/zoho-crm.ts';
import zoom from './catalogue/zoom.ts';
import type { ConnectorDefinitionInput } from './definition.ts';

/**
 * The connectors of the catalogue, by name. They have no defaults filled in, so that a configuration can override parts.
 *
 * A list instead of a folder to be read, so that it is the same from source and bundled. Its test finds a file that the
 * list lacks, and a definition that is invalid.
 */
export const CATALOGUE: ReadonlyMap<string, ConnectorDefinitionInput> = new Map(
  Object.entries<ConnectorDefinitionInput>({
    asana,
    box,
    calendly,
    discord,
    dropbox,
    freshdesk,
    github,
    gitlab,
    gmail,
    'google-calendar': googleCalendar,
    'google-drive': googleDrive,
    'google-sheets': googleSheets,
    hubspot,
    'hubspot-private-app': hubspotPrivateApp,
    'hubspot-service-key': hubspotServiceKey,
    intercom,
    linear,
    linkedin,
    mailchimp,
    'microsoft-365': microsoft365,
    notion,
    pipedrive,
    quickbooks,
    salesforce,
    sendgrid,
    shopify,
    slack,
    trello,
    typeform,
    xero,
    'zoho-crm': zohoCrm,
    zoom,
  }),
);
