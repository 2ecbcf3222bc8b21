import type { Messages } from './en.ts';

/** German, formal. */
export const de: Messages = {
  'page.title': 'Verbindung',
  'page.loading': 'Wird geladen …',
  'page.noscript': 'Diese Seite braucht JavaScript. Erlauben Sie es für diese Seite und laden Sie sie neu.',

  'header.context': 'Für {tenant} in {organization}',
  'header.renewing': 'Ihr Zugang wird erneuert. Ihre Eingaben bleiben erhalten.',
  'header.sandbox': 'Testumgebung',
  'header.sandbox_text': 'Nur zum Ausprobieren. Geben Sie keine Zugangsdaten eines echten Kontos ein.',

  'form.title': '{system} verbinden',
  'form.intro': '{organization} verwendet diese Angaben, um für Sie mit {system} zu arbeiten.',
  'form.replace_title': 'Neue Angaben für {system}',
  'form.replace_text': 'Die bestehende Verbindung bleibt, wie sie ist, bis {system} die neuen Angaben angenommen hat.',
  'form.replace_unverified_text':
    'Die bestehende Verbindung bleibt, wie sie ist, bis die neuen Angaben gespeichert sind.',
  'form.reauth_title': '{system} braucht neue Angaben',
  'form.reauth_text':
    'Die gespeicherten Angaben gelten nicht mehr. Vielleicht wurden sie geändert oder widerrufen. Geben Sie neue ein, um fortzufahren.',
  'form.optional': 'freiwillig',
  'form.submit': 'Verbinden',
  'form.retry': 'Erneut versuchen',
  'form.replace_submit': 'Angaben ersetzen',
  'form.replace_cancel': 'Bestehende Verbindung behalten',
  'form.help': 'Wo finde ich das in {system}?',
  'form.privacy': 'Verschlüsselt übertragen und gespeichert. Nur für diese Verbindung verwendet.',

  'field.show': 'Anzeigen',
  'field.hide': 'Verbergen',
  'field.missing': 'Füllen Sie „{label}“ aus.',
  'field.refused': 'Prüfen Sie „{label}“: Die Angabe hat nicht die Form, die {system} verwendet.',
  'field.refused_part': 'Prüfen Sie „{label}“: Geben Sie nur den Teil ein, der in das Feld gehört.',
  'field.summary_one': 'Eine Angabe braucht Ihre Aufmerksamkeit',
  'field.summary_many': '{count} Angaben brauchen Ihre Aufmerksamkeit',

  'checking.title': '{system} prüft die Angaben',
  'checking.text': 'Das dauert meist nur wenige Sekunden.',
  'checking.slow':
    '{system} braucht länger als üblich. Sie können weiter warten oder abbrechen und es später noch einmal versuchen.',
  'checking.saving': 'Wird gespeichert',
  'checking.cancel': 'Abbrechen',

  'connected.title': '{system} ist verbunden',
  'connected.account': 'Angemeldet als',
  'connected.since': 'Verbunden seit',
  'connected.check': 'Prüfung',
  'connected.verified': '{system} hat diese Angaben angenommen.',
  'connected.unverified':
    'Nicht geprüft. {system} lässt sich nicht fragen, ob die Angaben stimmen; ein Fehler zeigt sich erst bei der Verwendung.',
  'connected.replace': 'Angaben ersetzen',
  'connected.disconnect': 'Trennen',

  'disconnect.title': '{system} trennen?',
  'disconnect.text':
    '{organization} kann {system} dann nicht mehr für Sie verwenden, und die gespeicherten Angaben werden gelöscht.',
  'disconnect.confirm': 'Trennen',
  'disconnect.working': 'Wird getrennt …',
  'disconnect.cancel': 'Verbunden bleiben',

  'action.cancel': 'Abbrechen',
  'action.done': 'Fertig',

  'chooser.label': 'Verbindung',
  'chooser.rename': 'Umbenennen',
  'chooser.name': 'Name dieser Verbindung',
  'chooser.save': 'Speichern',
  'chooser.cancel': 'Abbrechen',
  'chooser.missing': 'Geben Sie einen Namen ein.',
  'chooser.unnamed': 'Verbindung {id}',

  'status.connected': 'verbunden',
  'status.disconnected': 'nicht verbunden',
  'status.pending': 'nicht abgeschlossen',
  'status.needs_reauth': 'braucht neue Angaben',
  'status.error': 'nicht verbunden: letzter Versuch fehlgeschlagen',

  'problem.provider_says': '{system} meldet:',
  'problem.reference': 'Kennung für den Support: {id}',

  'problem.top_level.title': 'Diese Seite gehört in eine andere',
  'problem.top_level.text':
    'Sie haben eine Adresse geöffnet, die ein Produkt als Teil seiner eigenen Seite anzeigt. Gehen Sie zu diesem Produkt zurück und verbinden Sie sich dort.',
  'problem.unreachable.title': 'Der Verbindungsdienst hat nicht geantwortet',
  'problem.unreachable.text':
    'Ihre Eingaben sind noch da. Prüfen Sie, ob Sie online sind, und versuchen Sie es dann noch einmal.',
  'problem.token_missing.title': 'Diese Seite muss neu geöffnet werden',
  'problem.token_missing.text':
    'Laden Sie die Seite neu, in der sie steht. Das kommt nach dem Zurückgehen oder nach dem Wiederherstellen eines Tabs vor.',
  'problem.token_invalid.title': 'Diese Seite konnte nicht geöffnet werden',
  'problem.token_invalid.text':
    'Das Produkt, in dem sie steht, hat einen ungültigen Ausweis gesendet. Laden Sie die Seite neu. Hilft das nicht, wenden Sie sich an dessen Support.',
  'problem.token_expired.title': 'Diese Seite wurde zu spät geöffnet',
  'problem.token_expired.text':
    'Zur Sicherheit muss sie bald nach der Anforderung geöffnet werden. Laden Sie die Seite neu, in der sie steht.',
  'problem.token_replayed.title': 'Diese Seite wurde schon einmal geöffnet',
  'problem.token_replayed.text':
    'Zur Sicherheit gilt jede Öffnung nur einmal. Laden Sie die Seite neu, in der sie steht.',
  'problem.unauthorized.title': 'Diese Anfrage wurde nicht angenommen',
  'problem.unauthorized.text':
    'Der Zugang, mit dem sie gesendet wurde, ist hier nicht bekannt. Laden Sie die Seite neu und versuchen Sie es noch einmal.',
  'problem.forbidden.title': 'Das ist hier nicht erlaubt',
  'problem.forbidden.text': 'Ihr Zugang reicht dafür nicht aus. Fragen Sie die Person, die Ihr Konto verwaltet.',
  'problem.session_expired.title': 'Sie waren eine Weile weg',
  'problem.session_expired.text':
    'Zur Sicherheit wurde diese Seite geschlossen. Laden Sie die Seite neu, in der sie steht, um fortzufahren.',
  'problem.origin_not_allowed.title': 'Dieses Produkt darf diese Seite nicht anzeigen',
  'problem.origin_not_allowed.text':
    'Die Adresse des Produkts steht nicht auf der Liste der erlaubten Adressen. Wenden Sie sich an dessen Support.',
  'problem.flow_browser_mismatch.title': 'Das wurde in einem anderen Browser begonnen',
  'problem.flow_browser_mismatch.text':
    'Es wurde nichts verbunden. Beginnen Sie von vorn und schließen Sie im selben Browser ab.',
  'problem.consent_required.title': 'Zuerst ist Ihre Zustimmung nötig',
  'problem.consent_required.text': 'Gehen Sie zurück, lesen Sie, worum es geht, und stimmen Sie zu.',
  'problem.not_found.title': 'Hier ist nichts',
  'problem.not_found.text':
    'Diese Verbindung gibt es nicht, oder sie wurde gelöscht. Laden Sie die Seite neu, in der sie steht.',
  'problem.method_not_allowed.title': 'Diese Anfrage lässt sich nicht bearbeiten',
  'problem.method_not_allowed.text':
    'Laden Sie die Seite neu und versuchen Sie es noch einmal. Hilft das nicht, wenden Sie sich an den Support.',
  'problem.conflict.title': 'Inzwischen hat sich etwas geändert',
  'problem.conflict.text':
    'Diese Verbindung wurde von anderer Stelle geändert. Laden Sie die Seite neu, um den jetzigen Stand zu sehen.',
  'problem.flow_expired.title': 'Das hat zu lange gedauert',
  'problem.flow_expired.text':
    'Es wurde nichts verbunden. Beginnen Sie von vorn und schließen Sie innerhalb von zehn Minuten ab.',
  'problem.payload_too_large.title': 'Das ist zu viel Text',
  'problem.payload_too_large.text':
    'Prüfen Sie, ob nur der Wert selbst eingefügt wurde, und versuchen Sie es noch einmal.',
  'problem.uri_too_long.title': 'Diese Adresse ist zu lang',
  'problem.uri_too_long.text':
    'Laden Sie die Seite neu, in der sie steht. Hilft das nicht, wenden Sie sich an den Support.',
  'problem.unsupported_media_type.title': 'Diese Anfrage lässt sich nicht bearbeiten',
  'problem.unsupported_media_type.text':
    'Laden Sie die Seite neu und versuchen Sie es noch einmal. Hilft das nicht, wenden Sie sich an den Support.',
  'problem.invalid_request.title': 'Etwas hat nicht die richtige Form',
  'problem.invalid_request.text': 'Prüfen Sie Ihre Eingaben und versuchen Sie es noch einmal.',
  'problem.invalid_credentials.title': 'Diese Angaben wurden nicht angenommen',
  'problem.invalid_credentials.text':
    'Kopieren Sie sie noch einmal aus dem anderen System: Meist fehlt ein Zeichen, oder der Schlüssel wurde widerrufen.',
  'problem.provider_denied.title': 'Der Zugriff wurde abgelehnt',
  'problem.provider_denied.text':
    'Das andere System meldet, dass der Zugriff nicht erlaubt wurde. Versuchen Sie es noch einmal und erlauben Sie ihn dort.',
  'problem.provider_unavailable.title': 'Das andere System ist zurzeit nicht verfügbar',
  'problem.provider_unavailable.text':
    'Es hat nicht geantwortet oder selbst ein Problem gemeldet. Die Angaben konnten nicht geprüft werden und sind nicht gespeichert. Versuchen Sie es in einigen Minuten noch einmal. Hilft das nicht, prüfen Sie Ihre Eingaben.',
  'problem.rate_limited.title': 'Zu viele Versuche',
  'problem.rate_limited.text': 'Warten Sie eine Minute und versuchen Sie es dann noch einmal.',
  'problem.storage_unavailable.title': 'Zurzeit kann nichts gespeichert werden',
  'problem.storage_unavailable.text':
    'Der Fehler liegt bei uns und sollte vorübergehen. Versuchen Sie es in einigen Minuten noch einmal.',
  'problem.internal.title': 'Bei uns ist etwas schiefgegangen',
  'problem.internal.text': 'Versuchen Sie es noch einmal. Geschieht es wieder, wenden Sie sich an den Support.',
  'problem.own_credential_missing.title': 'Dieses Produkt ist nicht vollständig eingerichtet',
  'problem.own_credential_missing.text':
    'Es hat seinen eigenen Zugang nicht mitgesendet. Das können nur seine Entwickler ändern: Wenden Sie sich an dessen Support.',
  'problem.embed_sandboxed.title': 'Diese Seite ist zu eng eingesperrt',
  'problem.embed_sandboxed.text':
    'Das Produkt zeigt sie in einem Rahmen, der verbietet, was sie braucht. Wenden Sie sich an dessen Support: Der Rahmen darf kein Attribut „sandbox“ haben.',
  'problem.token_unavailable.title': 'Diese Seite konnte nicht geöffnet werden',
  'problem.token_unavailable.text':
    'Das Produkt, in dem sie steht, hat keinen Ausweis gesendet. Laden Sie die Seite neu.',
};
