import type { Translations } from './en.ts';

/** German, formal. */
export const de: Translations = {
  'page.title': 'Verbindung',
  'page.loading': 'Wird geladen …',
  'page.noscript': 'Diese Seite braucht JavaScript. Erlauben Sie es für diese Seite und laden Sie sie neu.',

  'header.context': 'Für {tenant} in {organization}',
  'header.renewing': 'Ihr Zugang wird erneuert. Ihre Eingaben bleiben erhalten.',
  'header.sandbox': 'Testumgebung',
  'header.sandbox_text': 'Nur zum Ausprobieren. Verbinden Sie kein echtes Konto.',

  'form.title': '{provider} verbinden',
  'form.intro': '{organization} verwendet diese Angaben, um für Sie mit {provider} zu arbeiten.',
  'form.inputs': '{provider} braucht das, bevor Sie sich dort anmelden können.',
  'form.replace_title': 'Neue Angaben für {provider}',
  'form.replace_text':
    'Die bestehende Verbindung bleibt, wie sie ist, bis {provider} die neuen Angaben angenommen hat.',
  'form.replace_unverified_text':
    'Die bestehende Verbindung bleibt, wie sie ist, bis die neuen Angaben gespeichert sind.',
  'form.reauth_title': '{provider} muss neu verbunden werden',
  'form.reauth_text':
    'Der gespeicherte Zugang gilt nicht mehr. Vielleicht ist er abgelaufen, oder er wurde geändert oder widerrufen. Verbinden Sie neu, um fortzufahren.',
  'form.optional': 'freiwillig',
  'form.submit': 'Verbinden',
  'form.retry': 'Erneut versuchen',
  'form.replace_submit': 'Angaben ersetzen',
  'form.replace_cancel': 'Bestehende Verbindung behalten',
  'form.reconnect': '{provider} neu verbinden',
  'form.continue': 'Weiter',
  'form.help': 'Wo finde ich das in {provider}?',
  'form.privacy': 'Verschlüsselt übertragen und gespeichert. Nur für diese Verbindung verwendet.',

  'field.show': 'Anzeigen',
  'field.hide': 'Verbergen',
  'field.missing': 'Füllen Sie „{label}“ aus.',
  'field.refused': 'Prüfen Sie „{label}“: Die Angabe hat nicht die Form, die {provider} verwendet.',
  'field.refused_part': 'Prüfen Sie „{label}“: Geben Sie nur den Teil ein, der in das Feld gehört.',
  'field.summary_one': 'Eine Angabe braucht Ihre Aufmerksamkeit',
  'field.summary_many': '{count} Angaben brauchen Ihre Aufmerksamkeit',

  'checking.title': '{provider} prüft die Angaben',
  'checking.text': 'Das dauert meist nur wenige Sekunden.',
  'checking.slow':
    '{provider} braucht länger als üblich. Sie können weiter warten oder abbrechen und es später noch einmal versuchen.',
  'checking.saving': 'Wird gespeichert',
  'checking.cancel': 'Abbrechen',

  'sign_in.text':
    '{provider} öffnet sich in einem neuen Fenster. Melden Sie sich dort an, und erlauben Sie {organization} den Zugriff.',
  'sign_in.keeps': 'Die bestehende Verbindung bleibt, wie sie ist, bis Sie fertig sind.',
  'sign_in.open': 'Weiter zu {provider}',
  'sign_in.back': 'Zurück',
  'sign_in.title': 'Weiter im Fenster von {provider}',
  'sign_in.wait': 'Hier geht es von selbst weiter, wenn Sie dort fertig sind.',
  'sign_in.missing': 'Kein Fenster geöffnet?',
  'sign_in.closed': 'Fenster geschlossen?',
  'sign_in.address': 'Oder öffnen Sie diese Adresse in einem neuen Tab:',
  'sign_in.copy': 'Kopieren',
  'sign_in.copied': 'Kopiert',
  'sign_in.code':
    'Ein Fenster fragt nach diesem Code. Geben Sie ihn nur ein, wenn Sie das Fenster selbst geöffnet haben.',
  'sign_in.finishing': 'Wird abgeschlossen …',

  'connected.title': '{provider} ist verbunden',
  'connected.account': 'Konto',
  'connected.since': 'Verbunden seit',
  'connected.check': 'Prüfung',
  'connected.verified': 'Von {provider} angenommen.',
  'connected.unverified':
    'Nicht geprüft. {provider} lässt sich nicht fragen, ob alles stimmt; ein Fehler zeigt sich erst bei der Verwendung.',
  'connected.other_title': 'Das ist ein anderes Konto als vorher',
  'connected.other_text': 'Vorher war es {before}, jetzt ist es {account}.',
  'connected.replace': 'Angaben ersetzen',
  'connected.sign_in': 'Neu anmelden',
  'connected.disconnect': 'Trennen',

  'disconnect.title': '{provider} trennen?',
  'disconnect.text':
    '{organization} kann {provider} dann nicht mehr für Sie verwenden, und der gespeicherte Zugang wird gelöscht.',
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
  'status.needs_reauth': 'muss neu verbunden werden',
  'status.error': 'nicht verbunden: letzter Versuch fehlgeschlagen',

  'window.back': 'Schließen Sie dieses Fenster und gehen Sie zu {organization} zurück.',
  'window.back_unknown': 'Schließen Sie dieses Fenster und gehen Sie dorthin zurück, wo Sie begonnen haben.',
  'window.close': 'Sie können dieses Fenster schließen.',

  'window.connected.title': '{provider} ist verbunden',
  'window.cancelled.title': 'Anmeldung abgebrochen',
  'window.cancelled.text': 'Sie haben diese Anmeldung in {organization} abgebrochen. Es wurde nichts verbunden.',

  'window.confirm.title': 'Haben Sie das selbst begonnen?',
  'window.confirm.text':
    'Fahren Sie nur fort, wenn Sie das gerade eben selbst in {organization} begonnen haben. Verbunden wird das Konto, mit dem Sie sich als Nächstes bei {provider} anmelden.',
  'window.confirm.product': 'Produkt',
  'window.confirm.account': 'Konto',
  'window.confirm.provider': 'System',
  'window.confirm.warning_title': 'Hat Ihnen jemand diesen Link geschickt?',
  'window.confirm.warning':
    'Dann schließen Sie dieses Fenster: Wer ihn geschickt hat, will Ihr Konto bei {provider} mit dem eigenen verbinden. Geben Sie nie einen Code ein, den Ihnen jemand genannt hat.',

  'window.code.label': '{count}-stelliger Code',
  'window.code.help': '{organization} zeigt ihn jetzt dort an, wo Sie begonnen haben.',
  'window.code.submit': 'Weiter',
  'window.code.sending': 'Wird geprüft …',
  'window.code.incomplete': 'Geben Sie alle {count} Ziffern ein.',
  'window.code.wrong': 'Das ist nicht der Code, der dort angezeigt wird.',
  'window.code.tries_one': 'Sie haben noch einen Versuch.',
  'window.code.tries_many': 'Sie haben noch {count} Versuche.',
  'window.code.unreachable':
    'Der Verbindungsdienst hat nicht geantwortet. Prüfen Sie, ob Sie online sind, und versuchen Sie es dann noch einmal.',

  'window.problem.sign_in_expired.title': 'Diese Anmeldung ist vorbei',
  'window.problem.sign_in_expired.text':
    'Sie wurde schon abgeschlossen oder abgebrochen, oder sie hat länger als zehn Minuten gedauert. Wo Sie begonnen haben, sehen Sie den Stand und können neu beginnen.',
  'window.problem.not_found.title': 'Diese Anmeldung gibt es nicht',
  'window.problem.not_found.text': 'Der Link ist hier nicht bekannt, oder seine Verbindung wurde inzwischen gelöscht.',
  'window.problem.conflict.title': 'Inzwischen hat sich etwas geändert',
  'window.problem.conflict.text':
    'Diese Verbindung wurde während Ihrer Anmeldung von anderer Stelle geändert. Wo Sie begonnen haben, sehen Sie den jetzigen Stand.',
  'window.problem.invalid_credentials.title': 'Diese Anmeldung wurde nicht angenommen',
  'window.problem.invalid_credentials.text':
    'Das andere System hat den Zugang nicht angenommen, den es gerade erst gegeben hat. Beginnen Sie von vorn. Hilft das nicht, wenden Sie sich an den Support.',
  'window.problem.provider_unavailable.title': 'Das andere System ist zurzeit nicht verfügbar',
  'window.problem.provider_unavailable.text':
    'Es hat nicht geantwortet oder selbst ein Problem gemeldet, daher ließ sich die Anmeldung nicht abschließen. Beginnen Sie in einigen Minuten von vorn.',
  'window.problem.other.title': 'Diese Anmeldung kann nicht weitergehen',
  'window.problem.other.text':
    'Etwas an diesem Link oder an der Antwort des anderen Systems ist nicht, wie es sein soll. Beginnen Sie von vorn. Hilft das nicht, wenden Sie sich an den Support.',

  'problem.provider_says': '{provider} meldet:',
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
  'problem.sign_in_browser_mismatch.title': 'Diese Anmeldung passt nicht zusammen',
  'problem.sign_in_browser_mismatch.text':
    'Sie wurde in einem anderen Browser begonnen, oder sie kam von einem anderen System zurück. Es wurde nichts verbunden. Beginnen Sie von vorn und bleiben Sie im selben Browser.',
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
  'problem.sign_in_expired.title': 'Das hat zu lange gedauert',
  'problem.sign_in_expired.text':
    'Es wurde nichts verbunden. Beginnen Sie von vorn und melden Sie sich innerhalb von zehn Minuten an.',
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
  'problem.invalid_credentials.title': 'Das andere System hat das nicht angenommen',
  'problem.invalid_credentials.text':
    'Kopieren Sie die Angaben noch einmal von dort: Meist fehlt ein Zeichen, oder der Schlüssel wurde widerrufen.',
  'problem.provider_denied.title': 'Der Zugriff wurde abgelehnt',
  'problem.provider_denied.text':
    'Das andere System meldet, dass der Zugriff nicht erlaubt wurde. Versuchen Sie es noch einmal und erlauben Sie ihn dort.',
  'problem.provider_unavailable.title': 'Das andere System ist zurzeit nicht verfügbar',
  'problem.provider_unavailable.text':
    'Es hat nicht geantwortet oder selbst ein Problem gemeldet. Es wurde nichts gespeichert. Versuchen Sie es in einigen Minuten noch einmal. Hilft das nicht, prüfen Sie Ihre Angaben oder wenden Sie sich an den Support.',
  'problem.rate_limited.title': 'Zu viele Versuche',
  'problem.rate_limited.text': 'Warten Sie einige Minuten und versuchen Sie es dann noch einmal.',
  'problem.storage_unavailable.title': 'Zurzeit kann nichts gespeichert werden',
  'problem.storage_unavailable.text':
    'Der Fehler liegt bei uns und sollte vorübergehen. Versuchen Sie es in einigen Minuten noch einmal.',
  'problem.internal.title': 'Bei uns ist etwas schiefgegangen',
  'problem.internal.text': 'Versuchen Sie es noch einmal. Geschieht es wieder, wenden Sie sich an den Support.',
  'problem.own_credential_missing.title': 'Dieses Produkt ist nicht vollständig eingerichtet',
  'problem.own_credential_missing.text':
    'Es hat seinen eigenen Zugang nicht mitgesendet. Das können nur seine Entwickler ändern: Wenden Sie sich an dessen Support.',
  'problem.embed_sandboxed.title': 'Diese Seite ist zu stark eingeschränkt',
  'problem.embed_sandboxed.text':
    'Das Produkt zeigt sie in einem Rahmen, der verbietet, was sie braucht. Wenden Sie sich an dessen Support: Der Rahmen darf kein Attribut „sandbox“ haben.',
  'problem.token_unavailable.title': 'Diese Seite konnte nicht geöffnet werden',
  'problem.token_unavailable.text':
    'Das Produkt, in dem sie steht, hat keinen Ausweis gesendet. Laden Sie die Seite neu.',
};
