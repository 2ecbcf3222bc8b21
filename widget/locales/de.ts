import type { Translations } from './en.ts';

/** German, formal. */
export const de: Translations = {
  'page.title': 'Verbindung',
  'page.loading': 'Wird geladen …',
  'page.noscript': 'Diese Seite benötigt JavaScript. Aktivieren Sie es in Ihrem Browser und laden Sie die Seite neu.',

  'header.context': 'Für {tenant} in {organization}',
  'header.refreshing_session': 'Ihre Sitzung wird erneuert …',
  'header.sandbox': 'Testmodus',
  'header.sandbox_text': 'Nur zum Testen. Verbinden Sie kein echtes Konto.',

  'form.title': '{provider} verbinden',
  'form.intro': '{organization} verwendet diese Angaben, um in Ihrem Namen auf {provider} zuzugreifen.',
  'form.inputs': 'Füllen Sie das Formular aus und melden Sie sich dann bei {provider} an.',
  'form.replace_title': 'Angaben für {provider} ändern',
  'form.replace_text': 'Ihre aktuelle Verbindung bleibt aktiv, bis {provider} die neuen Angaben akzeptiert.',
  'form.replace_unverified_text': 'Ihre aktuelle Verbindung bleibt aktiv, bis die neuen Angaben gespeichert sind.',
  'form.reauth_title': 'Die Verbindung mit {provider} funktioniert nicht mehr',
  'form.reauth_text':
    'Der Zugriff ist möglicherweise abgelaufen oder wurde geändert oder widerrufen. Verbinden Sie neu, um fortzufahren.',
  'form.optional': 'optional',
  'form.submit': 'Verbinden',
  'form.retry': 'Erneut versuchen',
  'form.replace_submit': 'Angaben ändern',
  'form.replace_cancel': 'Aktuelle Verbindung behalten',
  'form.reconnect': '{provider} neu verbinden',
  'form.continue': 'Weiter',
  'form.help': 'Wo finde ich das in {provider}?',
  'form.privacy': 'Ihre Angaben werden verschlüsselt und nur für diese Verbindung verwendet.',

  'field.show': 'Anzeigen',
  'field.hide': 'Verbergen',
  'field.missing': 'Füllen Sie „{label}“ aus.',
  'field.refused': 'Prüfen Sie „{label}“: Das Format passt nicht zu {provider}.',
  'field.refused_part': 'Prüfen Sie „{label}“: Geben Sie nur den Teil ein, der in das Feld gehört.',

  'checking.title': 'Wird bei {provider} geprüft …',
  'checking.text': 'Das dauert meist nur wenige Sekunden.',
  'checking.slow':
    '{provider} braucht länger als üblich. Sie können weiter warten oder abbrechen und es später erneut versuchen.',
  'checking.saving': 'Wird gespeichert …',

  'sign_in.text':
    '{provider} öffnet sich in einem neuen Fenster. Melden Sie sich dort an und erlauben Sie {organization} den Zugriff.',
  'sign_in.keeps_connection': 'Ihre aktuelle Verbindung bleibt aktiv, bis Sie fertig sind.',
  'sign_in.open': 'Weiter zu {provider}',
  'sign_in.back': 'Zurück',
  'sign_in.title': 'Weiter im Fenster von {provider}',
  'sign_in.wait': 'Diese Seite wird automatisch aktualisiert, sobald Sie fertig sind.',
  'sign_in.not_opened': 'Fenster nicht geöffnet?',
  'sign_in.window_closed': 'Fenster geschlossen?',
  'sign_in.blocked_title': 'Das Fenster wird möglicherweise blockiert',
  'sign_in.blocked_text': 'Erlauben Sie Pop-ups für diese Seite und versuchen Sie es erneut.',
  'sign_in.address': 'Oder öffnen Sie diese Adresse in einem neuen Tab:',
  'sign_in.copy': 'Kopieren',
  'sign_in.copied': 'Kopiert',
  'sign_in.code':
    'Geben Sie diesen Code in dem Fenster ein, das danach fragt, aber nur, wenn Sie es selbst geöffnet haben.',
  'sign_in.finishing': 'Wird abgeschlossen …',

  'action.done': 'Fertig',
  'connected.title': '{provider} ist verbunden',
  'connected.account': 'Konto',
  'connected.since': 'Verbunden seit',
  'connected.verification': 'Prüfung',
  'connected.verified': 'Von {provider} akzeptiert.',
  'connected.unverified':
    'Nicht bei {provider} geprüft. Ein Fehler zeigt sich möglicherweise erst, wenn die Verbindung verwendet wird.',
  'connected.managed': '{organization} verwaltet diese Verbindung. Sie müssen hier nichts tun.',
  'connected.other_title': 'Sie haben ein anderes Konto verbunden',
  'connected.other_text': 'Bisheriges Konto: {before}. Aktuelles Konto: {account}.',
  'connected.replace': 'Angaben ändern',
  'connected.sign_in': 'Erneut anmelden',
  'connected.disconnect': 'Trennen',

  'disconnect.title': '{provider} trennen?',
  'disconnect.text':
    '{organization} kann {provider} dann nicht mehr für Sie verwenden. Der gespeicherte Zugriff wird gelöscht.',
  'disconnect.confirm': 'Trennen',
  'disconnect.working': 'Wird getrennt …',
  'disconnect.cancel': 'Verbunden bleiben',

  'action.cancel': 'Abbrechen',
  'action.reload': 'Neu laden',

  'chooser.label': 'Verbindung',
  'chooser.rename': 'Umbenennen',
  'chooser.name': 'Name der Verbindung',
  'chooser.save': 'Speichern',
  'chooser.name_missing': 'Geben Sie einen Namen ein.',
  'chooser.add': 'Weiteres Konto hinzufügen',
  'chooser.limit': 'Sie können höchstens {count} Verbindungen haben.',
  'chooser.unnamed': 'Verbindung {id}',

  'elsewhere.connected': '{provider} wurde an anderer Stelle verbunden.',
  'elsewhere.disconnected': 'Diese Verbindung wurde an anderer Stelle getrennt.',
  'elsewhere.changed': 'Diese Verbindung wurde an anderer Stelle geändert.',
  'elsewhere.deleted': 'Die geöffnete Verbindung wurde an anderer Stelle gelöscht.',

  'integrations.title': 'Integrationen',
  'integrations.read_only': 'Sie können sie verbinden, wenn Sie bei {organization} angemeldet sind.',
  'integrations.empty': 'Es gibt noch nichts zu verbinden.',
  'integrations.search': 'Integrationen suchen',
  'integrations.category': 'Kategorie',
  'integrations.all_categories': 'Alle Kategorien',
  'integrations.installed_only': 'Nur installierte',
  'integrations.count': '{count} von {total}',
  'integrations.none_match': 'Keine Integration passt dazu.',
  'integrations.show_all': 'Alle anzeigen',
  'status.installed': 'installiert',
  'status.paused': 'pausiert',
  'status.failed_run': 'letzter Lauf fehlgeschlagen',
  'steps.all': 'Alle Integrationen',
  'steps.label': 'Was diese Integration verbindet',
  'steps.progress': '{count} von {total} verbunden',
  'steps.done': 'Alles ist verbunden.',

  'status.connected': 'verbunden',
  'status.disconnected': 'nicht verbunden',
  'status.needs_reauth': 'muss neu verbunden werden',
  'status.error': 'letzter Versuch fehlgeschlagen',

  'window.back': 'Schließen Sie dieses Fenster und kehren Sie zu {organization} zurück.',
  'window.back_unknown': 'Schließen Sie dieses Fenster und kehren Sie dorthin zurück, wo Sie begonnen haben.',
  'window.close': 'Sie können dieses Fenster schließen.',

  'window.connected.title': '{provider} ist verbunden',
  'window.cancelled.title': 'Anmeldung abgebrochen',
  'window.cancelled.text': 'Sie haben diese Anmeldung in {organization} abgebrochen. Es wurde nichts verbunden.',

  'window.confirm.title': 'Haben Sie diese Verbindung gestartet?',
  'window.confirm.text':
    'Fahren Sie nur fort, wenn Sie sie gerade selbst in {organization} gestartet haben. Das Konto, mit dem Sie sich als Nächstes bei {provider} anmelden, wird verbunden.',
  'window.confirm.product': 'Produkt',
  'window.confirm.account': 'Konto in {organization}',
  'window.confirm.provider': 'Verbindung mit',
  'window.confirm.warning_title': 'Hat Ihnen jemand diesen Link geschickt?',
  'window.confirm.warning':
    'Schließen Sie dieses Fenster. Der Absender könnte Zugriff auf Ihr Konto bei {provider} erhalten. Geben Sie nie einen Code ein, den Ihnen jemand genannt hat.',

  'window.code.label': '{count}-stelliger Code',
  'window.code.help': 'Der Code wird in {organization} angezeigt, wo Sie begonnen haben.',
  'window.code.submit': 'Weiter',
  'window.code.sending': 'Wird geprüft …',
  'window.code.incomplete': 'Geben Sie alle {count} Ziffern ein.',
  'window.code.wrong': 'Dieser Code ist falsch.',
  'window.code.tries_one': 'Sie haben noch einen Versuch.',
  'window.code.tries_many': 'Sie haben noch {count} Versuche.',
  'window.code.unreachable': 'Server nicht erreichbar. Prüfen Sie Ihre Internetverbindung und versuchen Sie es erneut.',

  'window.problem.sign_in_expired.title': 'Diese Anmeldung ist beendet',
  'window.problem.sign_in_expired.text':
    'Sie wurde bereits abgeschlossen oder abgebrochen, oder sie hat länger als 10 Minuten gedauert. Wenn Sie noch nicht verbunden sind, beginnen Sie von vorn.',
  'window.problem.not_found.title': 'Diese Anmeldung gibt es nicht',
  'window.problem.not_found.text': 'Der Link ist ungültig, oder die Verbindung wurde gelöscht.',
  'window.problem.conflict.title': 'Diese Verbindung wurde geändert',
  'window.problem.conflict.text':
    'Sie wurde während Ihrer Anmeldung an anderer Stelle geändert. Prüfen Sie den aktuellen Status, bevor Sie von vorn beginnen.',
  'window.problem.invalid_credentials.title': 'Diese Anmeldung wurde nicht akzeptiert',
  'window.problem.invalid_credentials.title_provider': '{provider} hat die Anmeldung nicht akzeptiert',
  'window.problem.invalid_credentials.text':
    'Sie haben sich angemeldet, aber der Zugriff wurde anschließend verweigert. Beginnen Sie von vorn. Hilft das nicht, wenden Sie sich an den Support.',
  'window.problem.provider_unavailable.title': 'Das System, das Sie verbinden möchten, ist zurzeit nicht verfügbar',
  'window.problem.provider_unavailable.title_provider': '{provider} ist zurzeit nicht verfügbar',
  'window.problem.provider_unavailable.text':
    'Es gab keine Antwort oder eine Fehlermeldung. Die Anmeldung konnte daher nicht abgeschlossen werden. Beginnen Sie in einigen Minuten von vorn.',
  'window.problem.other.title': 'Diese Anmeldung kann nicht fortgesetzt werden',
  'window.problem.other.text':
    'Ein unerwartetes Problem ist aufgetreten. Beginnen Sie von vorn. Hilft das nicht, wenden Sie sich an den Support.',

  'problem.provider_says': '{provider} meldet:',
  'problem.reference': 'Kennung für den Support: {id}',
  'problem.developers': 'Für Entwickler',

  'problem.top_level.title': 'Diese Seite kann nicht einzeln geöffnet werden',
  'problem.top_level.text':
    'Sie ist Teil eines anderen Produkts. Kehren Sie zu diesem Produkt zurück und stellen Sie die Verbindung dort her.',
  'problem.unreachable.title': 'Server nicht erreichbar',
  'problem.unreachable.text': 'Prüfen Sie Ihre Internetverbindung und versuchen Sie es erneut.',
  'problem.unreachable.text_kept':
    'Ihre Eingaben sind noch da. Prüfen Sie Ihre Internetverbindung und versuchen Sie es erneut.',
  'problem.outdated.title': 'Diese Seite ist veraltet',
  'problem.outdated.text': 'Es gibt eine neuere Version. Laden Sie die Seite neu, um fortzufahren.',
  'problem.token_missing.title': 'Diese Verbindung konnte nicht geladen werden',
  'problem.token_missing.text':
    'Das kann vorkommen, wenn Sie zurückgehen oder einen Tab wiederherstellen. Laden Sie die Seite neu. Hilft das nicht, wenden Sie sich an den Support.',
  'problem.token_invalid.title': 'Diese Verbindung konnte nicht geladen werden',
  'problem.token_invalid.text':
    'Ihr Zugriff konnte nicht bestätigt werden. Laden Sie die Seite neu. Hilft das nicht, wenden Sie sich an den Support.',
  'problem.token_expired.title': 'Diese Seite ist abgelaufen',
  'problem.token_expired.text':
    'Zu Ihrer Sicherheit kann sie nur kurze Zeit geöffnet werden. Laden Sie die Seite neu, um fortzufahren.',
  'problem.token_replayed.title': 'Diese Seite wurde bereits geöffnet',
  'problem.token_replayed.text':
    'Zu Ihrer Sicherheit kann sie nur einmal geöffnet werden. Laden Sie die Seite neu, um fortzufahren.',
  'problem.unauthorized.title': 'Ihr Zugriff konnte nicht bestätigt werden',
  'problem.unauthorized.text':
    'Laden Sie die Seite neu und versuchen Sie es erneut. Hilft das nicht, wenden Sie sich an den Support.',
  'problem.forbidden.title': 'Sie haben dafür keine Berechtigung',
  'problem.forbidden.text': 'Bitten Sie die Person, die Ihr Konto verwaltet, um Zugriff.',
  'problem.session_expired.title': 'Ihre Sitzung ist abgelaufen',
  'problem.session_expired.text': 'Laden Sie die Seite neu, um fortzufahren.',
  'problem.origin_not_allowed.title': 'Diese Verbindung kann hier nicht angezeigt werden',
  'problem.origin_not_allowed.text':
    'Diese Website darf sie nicht anzeigen. Wenden Sie sich an den Support der Website.',
  'problem.sign_in_browser_mismatch.title': 'Diese Anmeldung konnte nicht bestätigt werden',
  'problem.sign_in_browser_mismatch.text':
    'Zu Ihrer Sicherheit wurde nichts verbunden. Beginnen Sie von vorn und bleiben Sie bis zum Ende im selben Browser.',
  'problem.consent_required.title': 'Ihre Zustimmung ist erforderlich',
  'problem.consent_required.text':
    'Gehen Sie zurück, lesen Sie, worum es geht, und stimmen Sie zu, um die Verbindung herzustellen.',
  'problem.not_found.title': 'Nicht gefunden',
  'problem.not_found.text':
    'Was Sie suchen, gibt es nicht, oder es wurde gelöscht. Laden Sie die Seite neu. Hilft das nicht, wenden Sie sich an den Support.',
  'problem.method_not_allowed.title': 'Etwas ist schiefgegangen',
  'problem.method_not_allowed.text':
    'Laden Sie die Seite neu und versuchen Sie es erneut. Hilft das nicht, wenden Sie sich an den Support.',
  'problem.conflict.title': 'Diese Verbindung wurde geändert',
  'problem.conflict.text':
    'Sie wurde an anderer Stelle geändert. Laden Sie die Seite neu, um den aktuellen Status zu sehen.',
  'problem.sign_in_expired.title': 'Die Anmeldung ist abgelaufen',
  'problem.sign_in_expired.text':
    'Es wurde nichts verbunden. Beginnen Sie von vorn und schließen Sie die Anmeldung innerhalb von 10 Minuten ab.',
  'problem.payload_too_large.title': 'Dieser Text ist zu lang',
  'problem.payload_too_large.text': 'Geben Sie nur ein, wonach das Feld fragt, und versuchen Sie es erneut.',
  'problem.uri_too_long.title': 'Diese Adresse ist zu lang',
  'problem.uri_too_long.text': 'Laden Sie die Seite neu. Hilft das nicht, wenden Sie sich an den Support.',
  'problem.unsupported_media_type.title': 'Etwas ist schiefgegangen',
  'problem.unsupported_media_type.text':
    'Laden Sie die Seite neu und versuchen Sie es erneut. Hilft das nicht, wenden Sie sich an den Support.',
  'problem.invalid_request.title': 'Einige Angaben sind ungültig',
  'problem.invalid_request.text':
    'Prüfen Sie Ihre Eingaben und versuchen Sie es erneut. Hilft das nicht, wenden Sie sich an den Support.',
  'problem.invalid_credentials.title': 'Diese Angaben wurden nicht akzeptiert',
  'problem.invalid_credentials.text': 'Prüfen Sie die Angaben und versuchen Sie es erneut.',
  'problem.invalid_credentials.title_provider': '{provider} hat diese Angaben nicht akzeptiert',
  'problem.invalid_credentials.title_sign_in': '{provider} hat die Anmeldung nicht akzeptiert',
  'problem.invalid_credentials.text_key':
    'Kopieren Sie den Schlüssel erneut aus {provider}. Möglicherweise fehlt ein Zeichen, oder der Schlüssel wurde widerrufen.',
  'problem.invalid_credentials.text_password': 'Prüfen Sie Benutzernamen und Passwort und versuchen Sie es erneut.',
  'problem.invalid_credentials.text_sign_in':
    'Melden Sie sich erneut bei {provider} an. Hilft das nicht, wenden Sie sich an den Support.',
  'problem.provider_denied.title': 'Der Zugriff wurde nicht erlaubt',
  'problem.provider_denied.text': 'Versuchen Sie es erneut und erlauben Sie den Zugriff, wenn Sie gefragt werden.',
  'problem.provider_denied.text_provider':
    'Versuchen Sie es erneut und erlauben Sie den Zugriff, wenn {provider} danach fragt.',
  'problem.provider_unavailable.title': 'Das System, das Sie verbinden möchten, ist zurzeit nicht verfügbar',
  'problem.provider_unavailable.text':
    'Es gab keine Antwort oder eine Fehlermeldung. Es wurde nichts gespeichert. Versuchen Sie es in einigen Minuten erneut. Hilft das nicht, prüfen Sie Ihre Angaben oder wenden Sie sich an den Support.',
  'problem.provider_unavailable.title_provider': '{provider} ist zurzeit nicht verfügbar',
  'problem.rate_limited.title': 'Zu viele Versuche',
  'problem.rate_limited.text': 'Warten Sie einige Minuten und versuchen Sie es dann erneut.',
  'problem.storage_unavailable.title': 'Änderungen können zurzeit nicht gespeichert werden',
  'problem.storage_unavailable.text':
    'Bei uns liegt eine vorübergehende Störung vor. Versuchen Sie es in einigen Minuten erneut.',
  'problem.internal.title': 'Bei uns ist etwas schiefgegangen',
  'problem.internal.text': 'Versuchen Sie es erneut. Hilft das nicht, wenden Sie sich an den Support.',
  'problem.own_credential_missing.title': 'Dieses Produkt ist nicht vollständig eingerichtet',
  'problem.own_credential_missing.text':
    'Die Entwickler müssen die Einrichtung abschließen. Wenden Sie sich an den Support des Produkts.',
  'problem.own_credential_invalid.title': 'Dieses Produkt ist nicht vollständig eingerichtet',
  'problem.own_credential_invalid.text':
    'Die Entwickler müssen die Einrichtung abschließen. Wenden Sie sich an den Support des Produkts.',
  'problem.embed_sandboxed.title': 'Diese Website blockiert die Verbindung',
  'problem.embed_sandboxed.text':
    'Die Einstellungen der Website lassen das nicht zu. Wenden Sie sich an deren Support.',
  'problem.token_unavailable.title': 'Diese Verbindung konnte nicht geladen werden',
  'problem.token_unavailable.text':
    'Das Produkt hat nicht wie erwartet geantwortet. Laden Sie die Seite neu. Hilft das nicht, wenden Sie sich an den Support.',
};
