import type { Translations } from './en.ts';

/** French, formal. The blanks before `:`, `;`, `?` and `»` and after `«` are ones at which no line breaks (U+00A0). */
export const fr: Translations = {
  'page.title': 'Connexion',
  'page.loading': 'Chargement…',
  'page.noscript': 'Cette page a besoin de JavaScript. Autorisez-le pour cette page, puis rechargez-la.',

  'header.context': 'Pour {tenant} dans {organization}',
  'header.renewing': 'Renouvellement de votre accès. Rien de ce que vous avez saisi n’est perdu.',
  'header.sandbox': 'Environnement de test',
  'header.sandbox_text': 'Pour faire des essais. Ne connectez pas un vrai compte.',

  'form.title': 'Connecter {provider}',
  'form.intro': '{organization} utilise ces informations pour travailler avec {provider} en votre nom.',
  'form.inputs': '{provider} a besoin de cela avant que vous puissiez vous y identifier.',
  'form.replace_title': 'Nouvelles informations pour {provider}',
  'form.replace_text':
    'La connexion actuelle reste inchangée tant que {provider} n’a pas accepté les nouvelles informations.',
  'form.replace_unverified_text':
    'La connexion actuelle reste inchangée tant que les nouvelles informations ne sont pas enregistrées.',
  'form.reauth_title': '{provider} doit être reconnecté',
  'form.reauth_text':
    'L’accès enregistré ne fonctionne plus. Il a peut-être expiré, été modifié ou révoqué. Reconnectez-vous pour continuer.',
  'form.optional': 'facultatif',
  'form.submit': 'Connecter',
  'form.retry': 'Réessayer',
  'form.replace_submit': 'Remplacer',
  'form.replace_cancel': 'Garder la connexion actuelle',
  'form.reconnect': 'Reconnecter {provider}',
  'form.continue': 'Continuer',
  'form.help': 'Où trouver cela dans {provider} ?',
  'form.privacy': 'Transmis et conservé sous forme chiffrée. Utilisé uniquement pour cette connexion.',

  'field.show': 'Afficher',
  'field.hide': 'Masquer',
  'field.missing': 'Remplissez « {label} ».',
  'field.refused': 'Vérifiez « {label} » : ce n’est pas la forme utilisée par {provider}.',
  'field.refused_part': 'Vérifiez « {label} » : saisissez seulement la partie qui va dans le champ.',
  'field.summary_one': 'Un champ demande votre attention',
  'field.summary_many': '{count} champs demandent votre attention',

  'checking.title': 'Vérification auprès de {provider}',
  'checking.text': 'Cela prend en général quelques secondes.',
  'checking.slow':
    '{provider} met plus de temps que d’habitude. Vous pouvez attendre encore, ou annuler et réessayer plus tard.',
  'checking.saving': 'Enregistrement',
  'checking.cancel': 'Annuler',

  'sign_in.text':
    '{provider} s’ouvre dans une nouvelle fenêtre. Identifiez-vous et autorisez {organization} à y accéder.',
  'sign_in.keeps': 'La connexion actuelle reste inchangée tant que vous n’avez pas terminé.',
  'sign_in.open': 'Continuer vers {provider}',
  'sign_in.back': 'Retour',
  'sign_in.title': 'Terminez dans la fenêtre de {provider}',
  'sign_in.wait': 'Cette page continuera d’elle-même quand vous aurez terminé.',
  'sign_in.missing': 'La fenêtre ne s’est pas ouverte ?',
  'sign_in.closed': 'Fenêtre fermée ?',
  'sign_in.address': 'Ou ouvrez cette adresse dans un nouvel onglet :',
  'sign_in.copy': 'Copier',
  'sign_in.copied': 'Copié',
  'sign_in.code': 'Une fenêtre demande ce code. Saisissez-le seulement si vous avez ouvert cette fenêtre vous-même.',
  'sign_in.finishing': 'Finalisation…',

  'connected.title': '{provider} est connecté',
  'connected.account': 'Compte',
  'connected.since': 'Connecté depuis',
  'connected.check': 'Vérification',
  'connected.verified': 'Accepté par {provider}.',
  'connected.unverified':
    'Non vérifié. {provider} ne permet pas de contrôler cet accès : une erreur n’apparaîtra qu’à son utilisation.',
  'connected.other_title': 'Ce n’est pas le même compte qu’avant',
  'connected.other_text': 'C’était {before}. Maintenant, c’est {account}.',
  'connected.replace': 'Remplacer les informations',
  'connected.sign_in': 'S’identifier à nouveau',
  'connected.disconnect': 'Déconnecter',

  'disconnect.title': 'Déconnecter {provider} ?',
  'disconnect.text':
    '{organization} ne pourra plus utiliser {provider} en votre nom, et l’accès enregistré sera supprimé.',
  'disconnect.confirm': 'Déconnecter',
  'disconnect.working': 'Déconnexion…',
  'disconnect.cancel': 'Rester connecté',

  'action.cancel': 'Annuler',
  'action.done': 'Terminé',

  'chooser.label': 'Connexion',
  'chooser.rename': 'Renommer',
  'chooser.name': 'Nom de cette connexion',
  'chooser.save': 'Enregistrer',
  'chooser.cancel': 'Annuler',
  'chooser.missing': 'Saisissez un nom.',
  'chooser.unnamed': 'Connexion {id}',

  'status.connected': 'connectée',
  'status.disconnected': 'non connectée',
  'status.pending': 'non terminée',
  'status.needs_reauth': 'à reconnecter',
  'status.error': 'non connectée : le dernier essai a échoué',

  'window.back': 'Fermez cette fenêtre et retournez dans {organization}.',
  'window.back_unknown': 'Fermez cette fenêtre et retournez là où vous avez commencé.',
  'window.close': 'Vous pouvez fermer cette fenêtre.',

  'window.connected.title': '{provider} est connecté',
  'window.cancelled.title': 'Identification annulée',
  'window.cancelled.text': 'Vous avez annulé cette identification dans {organization}. Rien n’a été connecté.',

  'window.confirm.title': 'Avez-vous commencé cela vous-même ?',
  'window.confirm.text':
    'Continuez seulement si vous venez vous-même de commencer cela dans {organization}. Le compte {provider} avec lequel vous vous identifierez ensuite sera connecté.',
  'window.confirm.product': 'Produit',
  'window.confirm.account': 'Compte',
  'window.confirm.provider': 'Système',
  'window.confirm.warning_title': 'Quelqu’un vous a envoyé ce lien ?',
  'window.confirm.warning':
    'Alors fermez cette fenêtre : la personne qui l’a envoyé veut relier votre compte {provider} au sien. Ne saisissez jamais un code que quelqu’un vous a donné.',

  'window.code.label': 'Code à {count} chiffres',
  'window.code.help': '{organization} l’affiche maintenant, là où vous avez commencé.',
  'window.code.submit': 'Continuer',
  'window.code.sending': 'Vérification…',
  'window.code.incomplete': 'Saisissez les {count} chiffres.',
  'window.code.wrong': 'Ce n’est pas le code affiché là-bas.',
  'window.code.tries_one': 'Il reste un essai.',
  'window.code.tries_many': 'Il reste {count} essais.',
  'window.code.unreachable':
    'Le service de connexion n’a pas répondu. Vérifiez que vous êtes en ligne, puis réessayez.',

  'window.problem.sign_in_expired.title': 'Cette identification est terminée',
  'window.problem.sign_in_expired.text':
    'Elle a déjà été achevée ou annulée, ou elle a duré plus de dix minutes. Là où vous avez commencé, vous pouvez voir où elle en est et recommencer.',
  'window.problem.not_found.title': 'Cette identification n’existe pas',
  'window.problem.not_found.text': 'Le lien n’est pas connu ici, ou sa connexion a été supprimée entre-temps.',
  'window.problem.conflict.title': 'Quelque chose a changé entre-temps',
  'window.problem.conflict.text':
    'Cette connexion a été modifiée ailleurs pendant que vous vous identifiiez. Là où vous avez commencé, vous pouvez voir son état actuel.',
  'window.problem.invalid_credentials.title': 'Cette identification n’a pas été acceptée',
  'window.problem.invalid_credentials.text':
    'L’autre système n’a pas accepté l’accès qu’il venait de donner. Recommencez. Si cela ne suffit pas, contactez l’assistance.',
  'window.problem.provider_unavailable.title': 'L’autre système n’est pas disponible pour le moment',
  'window.problem.provider_unavailable.text':
    'Il n’a pas répondu ou a signalé un problème de son côté, l’identification n’a donc pas pu être achevée. Recommencez dans quelques minutes.',
  'window.problem.other.title': 'Cette identification ne peut pas continuer',
  'window.problem.other.text':
    'Quelque chose dans ce lien ou dans la réponse de l’autre système n’est pas comme il faut. Recommencez. Si cela ne suffit pas, contactez l’assistance.',

  'problem.provider_says': '{provider} indique :',
  'problem.reference': 'Référence pour l’assistance : {id}',

  'problem.top_level.title': 'Cette page s’affiche dans une autre',
  'problem.top_level.text':
    'Vous avez ouvert une adresse qu’un produit affiche au sein de sa propre page. Retournez dans ce produit et connectez-vous depuis là.',
  'problem.unreachable.title': 'Le service de connexion n’a pas répondu',
  'problem.unreachable.text':
    'Rien de ce que vous avez saisi n’est perdu. Vérifiez que vous êtes en ligne, puis réessayez.',
  'problem.token_missing.title': 'Cette page doit être rouverte',
  'problem.token_missing.text':
    'Rechargez la page qui l’entoure. Cela arrive après un retour en arrière ou la restauration d’un onglet.',
  'problem.token_invalid.title': 'Cette page n’a pas pu être ouverte',
  'problem.token_invalid.text':
    'Le produit qui l’affiche a envoyé un laissez-passer non valable. Rechargez la page. Si cela ne suffit pas, contactez son assistance.',
  'problem.token_expired.title': 'Cette page a été ouverte trop tard',
  'problem.token_expired.text':
    'Par sécurité, elle doit être ouverte peu après avoir été demandée. Rechargez la page qui l’entoure.',
  'problem.token_replayed.title': 'Cette page a déjà été ouverte',
  'problem.token_replayed.text': 'Par sécurité, chaque ouverture ne vaut qu’une fois. Rechargez la page qui l’entoure.',
  'problem.unauthorized.title': 'Cette demande n’a pas été acceptée',
  'problem.unauthorized.text': 'L’accès utilisé n’est pas connu ici. Rechargez la page et réessayez.',
  'problem.forbidden.title': 'Ce n’est pas autorisé ici',
  'problem.forbidden.text': 'Votre accès ne le permet pas. Demandez à la personne qui gère votre compte.',
  'problem.session_expired.title': 'Vous étiez absent un moment',
  'problem.session_expired.text':
    'Par sécurité, cette page s’est fermée. Rechargez la page qui l’entoure pour continuer.',
  'problem.origin_not_allowed.title': 'Ce produit ne peut pas afficher cette page',
  'problem.origin_not_allowed.text':
    'L’adresse du produit ne figure pas sur la liste des adresses autorisées. Contactez son assistance.',
  'problem.sign_in_browser_mismatch.title': 'Cette identification ne concorde pas',
  'problem.sign_in_browser_mismatch.text':
    'Elle est revenue dans un autre navigateur que celui où elle a commencé, ou d’un autre système. Rien n’a été connecté. Recommencez et terminez dans le même navigateur.',
  'problem.consent_required.title': 'Votre accord est d’abord nécessaire',
  'problem.consent_required.text': 'Revenez en arrière, lisez ce qui est demandé et donnez votre accord.',
  'problem.not_found.title': 'Il n’y a rien ici',
  'problem.not_found.text': 'Cette connexion n’existe pas ou a été supprimée. Rechargez la page qui l’entoure.',
  'problem.method_not_allowed.title': 'Cette demande ne peut pas être traitée',
  'problem.method_not_allowed.text': 'Rechargez la page et réessayez. Si cela ne suffit pas, contactez l’assistance.',
  'problem.conflict.title': 'Quelque chose a changé entre-temps',
  'problem.conflict.text': 'Cette connexion a été modifiée ailleurs. Rechargez la page pour voir son état actuel.',
  'problem.sign_in_expired.title': 'Cela a pris trop de temps',
  'problem.sign_in_expired.text': 'Rien n’a été connecté. Recommencez et terminez en moins de dix minutes.',
  'problem.payload_too_large.title': 'Le texte est trop long',
  'problem.payload_too_large.text': 'Vérifiez que seule la valeur a été collée, puis réessayez.',
  'problem.uri_too_long.title': 'Cette adresse est trop longue',
  'problem.uri_too_long.text': 'Rechargez la page qui l’entoure. Si cela ne suffit pas, contactez l’assistance.',
  'problem.unsupported_media_type.title': 'Cette demande ne peut pas être traitée',
  'problem.unsupported_media_type.text':
    'Rechargez la page et réessayez. Si cela ne suffit pas, contactez l’assistance.',
  'problem.invalid_request.title': 'Une saisie n’a pas la bonne forme',
  'problem.invalid_request.text': 'Vérifiez ce que vous avez saisi, puis réessayez.',
  'problem.invalid_credentials.title': 'L’autre système ne l’a pas accepté',
  'problem.invalid_credentials.text':
    'Copiez à nouveau les informations depuis celui-ci : le plus souvent, il manque un caractère ou la clé a été révoquée.',
  'problem.provider_denied.title': 'L’accès a été refusé',
  'problem.provider_denied.text':
    'L’autre système indique que l’accès n’a pas été accordé. Réessayez et autorisez-le là-bas.',
  'problem.provider_unavailable.title': 'L’autre système n’est pas disponible pour le moment',
  'problem.provider_unavailable.text':
    'Il n’a pas répondu ou a signalé un problème de son côté. Rien n’a été enregistré. Réessayez dans quelques minutes. Si cela ne suffit pas, vérifiez vos informations ou contactez l’assistance.',
  'problem.rate_limited.title': 'Trop d’essais',
  'problem.rate_limited.text': 'Attendez quelques minutes, puis réessayez.',
  'problem.storage_unavailable.title': 'Rien ne peut être enregistré pour le moment',
  'problem.storage_unavailable.text':
    'Le problème vient de chez nous et devrait passer. Réessayez dans quelques minutes.',
  'problem.internal.title': 'Une erreur s’est produite chez nous',
  'problem.internal.text': 'Réessayez. Si cela se reproduit, contactez l’assistance.',
  'problem.own_credential_missing.title': 'Ce produit n’est pas entièrement configuré',
  'problem.own_credential_missing.text':
    'Il n’a pas envoyé son propre accès. Seuls ses développeurs peuvent y remédier : contactez son assistance.',
  'problem.embed_sandboxed.title': 'Cette page est trop restreinte',
  'problem.embed_sandboxed.text':
    'Le produit l’affiche dans un cadre qui interdit ce dont elle a besoin. Contactez son assistance : le cadre ne doit pas avoir d’attribut « sandbox ».',
  'problem.token_unavailable.title': 'Cette page n’a pas pu être ouverte',
  'problem.token_unavailable.text': 'Le produit qui l’affiche n’a pas fourni de laissez-passer. Rechargez la page.',
};
