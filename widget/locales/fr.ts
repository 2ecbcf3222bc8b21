import type { Translations } from './en.ts';

/** French, formal. The blanks before `:`, `;`, `?` and `»` and after `«` are ones at which no line breaks (U+00A0). */
export const fr: Translations = {
  'page.title': 'Connexion',
  'page.loading': 'Chargement…',
  'page.noscript': 'Cette page a besoin de JavaScript. Activez-le dans votre navigateur, puis rechargez la page.',

  'header.context': 'Pour {tenant} dans {organization}',
  'header.refreshing_session': 'Actualisation de votre session…',
  'header.sandbox': 'Mode test',
  'header.sandbox_text': 'Pour les tests uniquement. Ne connectez pas un vrai compte.',

  'form.title': 'Connecter {provider}',
  'form.intro': '{organization} utilise ces informations pour accéder à {provider} en votre nom.',
  'form.inputs': 'Remplissez le formulaire, puis identifiez-vous sur {provider}.',
  'form.replace_title': 'Modifier les informations pour {provider}',
  'form.replace_text':
    'Votre connexion actuelle reste active jusqu’à ce que {provider} accepte les nouvelles informations.',
  'form.replace_unverified_text':
    'Votre connexion actuelle reste active jusqu’à ce que les nouvelles informations soient enregistrées.',
  'form.reauth_title': 'La connexion à {provider} ne fonctionne plus',
  'form.reauth_text': 'L’accès a peut-être expiré, ou il a été modifié ou révoqué. Reconnectez-vous pour continuer.',
  'form.optional': 'facultatif',
  'form.submit': 'Connecter',
  'form.retry': 'Réessayer',
  'form.replace_submit': 'Modifier les informations',
  'form.replace_cancel': 'Garder la connexion actuelle',
  'form.reconnect': 'Reconnecter {provider}',
  'form.continue': 'Continuer',
  'form.help': 'Où trouver cela dans {provider} ?',
  'form.privacy': 'Vos informations sont chiffrées et utilisées uniquement pour cette connexion.',

  'field.show': 'Afficher',
  'field.hide': 'Masquer',
  'field.missing': 'Remplissez « {label} ».',
  'field.refused': 'Vérifiez « {label} » : ce n’est pas le format utilisé par {provider}.',
  'field.refused_part': 'Vérifiez « {label} » : saisissez seulement la partie qui va dans le champ.',

  'checking.title': 'Vérification auprès de {provider}…',
  'checking.text': 'Cela prend en général quelques secondes.',
  'checking.slow': '{provider} met plus de temps que d’habitude. Patientez, ou annulez et réessayez plus tard.',
  'checking.saving': 'Enregistrement…',

  'sign_in.text':
    '{provider} s’ouvre dans une nouvelle fenêtre. Identifiez-vous et autorisez {organization} à y accéder.',
  'sign_in.keeps_connection': 'Votre connexion actuelle reste active jusqu’à ce que vous ayez terminé.',
  'sign_in.open': 'Continuer vers {provider}',
  'sign_in.back': 'Retour',
  'sign_in.title': 'Continuez dans la fenêtre {provider}',
  'sign_in.wait': 'Cette page se mettra à jour automatiquement quand vous aurez terminé.',
  'sign_in.not_opened': 'La fenêtre ne s’est pas ouverte ?',
  'sign_in.window_closed': 'Fenêtre fermée ?',
  'sign_in.blocked_title': 'La fenêtre est peut-être bloquée',
  'sign_in.blocked_text': 'Autorisez les fenêtres pop-up pour cette page, puis réessayez.',
  'sign_in.address': 'Ou ouvrez cette adresse dans un nouvel onglet :',
  'sign_in.copy': 'Copier',
  'sign_in.copied': 'Copié',
  'sign_in.code': 'Saisissez ce code dans la fenêtre qui le demande, mais seulement si vous l’avez ouverte vous-même.',
  'sign_in.finishing': 'Finalisation…',

  'action.done': 'Terminé',
  'connected.title': 'Connecté à {provider}',
  'connected.account': 'Compte',
  'connected.since': 'Connecté depuis',
  'connected.verification': 'Vérification',
  'connected.verified': 'Accepté par {provider}.',
  'connected.unverified':
    'Non vérifié auprès de {provider}. Une erreur n’apparaîtra peut-être qu’à l’utilisation de la connexion.',
  'connected.managed': '{organization} gère cette connexion. Vous n’avez rien à faire ici.',
  'connected.other_title': 'Vous avez connecté un autre compte',
  'connected.other_text': 'Compte précédent : {before}. Compte actuel : {account}.',
  'connected.replace': 'Modifier les informations',
  'connected.sign_in': 'S’identifier à nouveau',
  'connected.disconnect': 'Déconnecter',

  'disconnect.title': 'Déconnecter {provider} ?',
  'disconnect.text':
    '{organization} ne pourra plus utiliser {provider} en votre nom. L’accès enregistré sera supprimé.',
  'disconnect.confirm': 'Déconnecter',
  'disconnect.working': 'Déconnexion…',
  'disconnect.cancel': 'Garder la connexion',

  'action.cancel': 'Annuler',
  'action.reload': 'Recharger',

  'chooser.label': 'Connexion',
  'chooser.rename': 'Renommer',
  'chooser.name': 'Nom de la connexion',
  'chooser.save': 'Enregistrer',
  'chooser.name_missing': 'Saisissez un nom.',
  'chooser.add': 'Ajouter un autre compte',
  'chooser.limit': 'Vous pouvez avoir {count} connexions au maximum.',
  'chooser.unnamed': 'Connexion {id}',

  'elsewhere.connected': '{provider} a été connecté ailleurs.',
  'elsewhere.disconnected': 'Cette connexion a été déconnectée ailleurs.',
  'elsewhere.changed': 'Cette connexion a été modifiée ailleurs.',
  'elsewhere.deleted': 'La connexion ouverte a été supprimée ailleurs.',

  'integrations.title': 'Intégrations',
  'integrations.read_only': 'Vous pourrez les connecter une fois connecté à {organization}.',
  'integrations.empty': 'Il n’y a encore rien à connecter.',
  'integrations.search': 'Rechercher une intégration',
  'integrations.category': 'Catégorie',
  'integrations.all_categories': 'Toutes les catégories',
  'integrations.installed_only': 'Installées uniquement',
  'integrations.count': '{count} sur {total}',
  'integrations.none_match': 'Aucune intégration ne correspond.',
  'integrations.show_all': 'Tout afficher',
  'status.installed': 'installée',
  'status.paused': 'en pause',
  'status.failed_run': 'échec de la dernière exécution',
  'steps.all': 'Toutes les intégrations',
  'steps.label': 'Ce que cette intégration connecte',
  'steps.progress': '{count} sur {total} connectées',
  'steps.done': 'Tout est connecté.',

  'status.connected': 'connectée',
  'status.disconnected': 'non connectée',
  'status.needs_reauth': 'à reconnecter',
  'status.error': 'échec du dernier essai',

  'window.back': 'Fermez cette fenêtre et retournez dans {organization}.',
  'window.back_unknown': 'Fermez cette fenêtre et retournez là où vous avez commencé.',
  'window.close': 'Vous pouvez fermer cette fenêtre.',

  'window.connected.title': 'Connecté à {provider}',
  'window.cancelled.title': 'Identification annulée',
  'window.cancelled.text': 'Vous avez annulé cette identification dans {organization}. Rien n’a été connecté.',

  'window.confirm.title': 'Avez-vous démarré cette connexion ?',
  'window.confirm.text':
    'Continuez seulement si vous venez de la démarrer vous-même dans {organization}. Le compte {provider} avec lequel vous vous identifierez ensuite sera connecté.',
  'window.confirm.product': 'Produit',
  'window.confirm.account': 'Compte dans {organization}',
  'window.confirm.provider': 'Connexion à',
  'window.confirm.warning_title': 'Quelqu’un vous a envoyé ce lien ?',
  'window.confirm.warning':
    'Fermez cette fenêtre. L’expéditeur pourrait obtenir l’accès à votre compte {provider}. Ne saisissez jamais un code que quelqu’un vous a donné.',

  'window.code.label': 'Code à {count} chiffres',
  'window.code.help': 'Le code est affiché dans {organization}, là où vous avez commencé.',
  'window.code.submit': 'Continuer',
  'window.code.sending': 'Vérification…',
  'window.code.incomplete': 'Saisissez les {count} chiffres.',
  'window.code.wrong': 'Ce code est incorrect.',
  'window.code.tries_one': 'Il vous reste un essai.',
  'window.code.tries_many': 'Il vous reste {count} essais.',
  'window.code.unreachable': 'Impossible de joindre le serveur. Vérifiez votre connexion internet, puis réessayez.',

  'window.problem.sign_in_expired.title': 'Cette identification est terminée',
  'window.problem.sign_in_expired.text':
    'Elle a déjà été terminée ou annulée, ou elle a duré plus de 10 minutes. Si la connexion n’est pas encore établie, recommencez.',
  'window.problem.not_found.title': 'Cette identification n’existe pas',
  'window.problem.not_found.text': 'Le lien n’est pas valide, ou la connexion a été supprimée.',
  'window.problem.conflict.title': 'Cette connexion a été modifiée',
  'window.problem.conflict.text':
    'Elle a été modifiée ailleurs pendant votre identification. Vérifiez son état actuel avant de recommencer.',
  'window.problem.invalid_credentials.title': 'Cette identification n’a pas été acceptée',
  'window.problem.invalid_credentials.title_provider': '{provider} n’a pas accepté l’identification',
  'window.problem.invalid_credentials.text':
    'L’identification a réussi, mais l’accès a ensuite été refusé. Recommencez. Si le problème persiste, contactez l’assistance.',
  'window.problem.provider_unavailable.title':
    'Le système que vous voulez connecter n’est pas disponible pour le moment',
  'window.problem.provider_unavailable.title_provider': '{provider} n’est pas disponible pour le moment',
  'window.problem.provider_unavailable.text':
    'Aucune réponse, ou une erreur a été signalée. L’identification n’a donc pas pu être terminée. Recommencez dans quelques minutes.',
  'window.problem.other.title': 'Cette identification ne peut pas continuer',
  'window.problem.other.text':
    'Un problème inattendu s’est produit. Recommencez. Si le problème persiste, contactez l’assistance.',

  'problem.provider_says': '{provider} indique :',
  'problem.reference': 'Référence pour l’assistance : {id}',
  'problem.developers': 'Pour les développeurs',

  'problem.top_level.title': 'Cette page ne peut pas être ouverte seule',
  'problem.top_level.text':
    'Elle fait partie d’un autre produit. Retournez dans ce produit et établissez la connexion depuis celui-ci.',
  'problem.unreachable.title': 'Impossible de joindre le serveur',
  'problem.unreachable.text': 'Vérifiez votre connexion internet, puis réessayez.',
  'problem.unreachable.text_kept': 'Votre saisie est toujours là. Vérifiez votre connexion internet, puis réessayez.',
  'problem.outdated.title': 'Cette page est obsolète',
  'problem.outdated.text': 'Il en existe une version plus récente. Rechargez la page pour continuer.',
  'problem.token_missing.title': 'Cette connexion n’a pas pu être chargée',
  'problem.token_missing.text':
    'Cela peut arriver après un retour en arrière ou la restauration d’un onglet. Rechargez la page. Si le problème persiste, contactez l’assistance.',
  'problem.token_invalid.title': 'Cette connexion n’a pas pu être chargée',
  'problem.token_invalid.text':
    'Votre accès n’a pas pu être vérifié. Rechargez la page. Si le problème persiste, contactez l’assistance.',
  'problem.token_expired.title': 'Cette page a expiré',
  'problem.token_expired.text':
    'Pour votre sécurité, elle ne peut être ouverte que pendant un court délai. Rechargez la page pour continuer.',
  'problem.token_replayed.title': 'Cette page a déjà été ouverte',
  'problem.token_replayed.text':
    'Pour votre sécurité, elle ne peut être ouverte qu’une fois. Rechargez la page pour continuer.',
  'problem.unauthorized.title': 'Votre accès n’a pas pu être vérifié',
  'problem.unauthorized.text': 'Rechargez la page et réessayez. Si le problème persiste, contactez l’assistance.',
  'problem.forbidden.title': 'Vous n’avez pas l’autorisation nécessaire',
  'problem.forbidden.text': 'Demandez l’accès à la personne qui gère votre compte.',
  'problem.session_expired.title': 'Votre session a expiré',
  'problem.session_expired.text': 'Rechargez la page pour continuer.',
  'problem.origin_not_allowed.title': 'Cette connexion ne peut pas être affichée ici',
  'problem.origin_not_allowed.text': 'Ce site web n’est pas autorisé à l’afficher. Contactez l’assistance du site.',
  'problem.sign_in_browser_mismatch.title': 'Cette identification n’a pas pu être confirmée',
  'problem.sign_in_browser_mismatch.text':
    'Pour votre sécurité, rien n’a été connecté. Recommencez et terminez dans le même navigateur.',
  'problem.consent_required.title': 'Votre accord est nécessaire',
  'problem.consent_required.text': 'Revenez en arrière, lisez ce qui vous est demandé et acceptez-le pour connecter.',
  'problem.not_found.title': 'Introuvable',
  'problem.not_found.text':
    'Ce que vous cherchez n’existe pas ou a été supprimé. Rechargez la page. Si le problème persiste, contactez l’assistance.',
  'problem.method_not_allowed.title': 'Un problème s’est produit',
  'problem.method_not_allowed.text': 'Rechargez la page et réessayez. Si le problème persiste, contactez l’assistance.',
  'problem.conflict.title': 'Cette connexion a été modifiée',
  'problem.conflict.text': 'Elle a été modifiée ailleurs. Rechargez la page pour voir son état actuel.',
  'problem.sign_in_expired.title': 'L’identification a expiré',
  'problem.sign_in_expired.text': 'Rien n’a été connecté. Recommencez et terminez en moins de 10 minutes.',
  'problem.payload_too_large.title': 'Ce texte est trop long',
  'problem.payload_too_large.text': 'Saisissez seulement ce que demande le champ, puis réessayez.',
  'problem.uri_too_long.title': 'Cette adresse est trop longue',
  'problem.uri_too_long.text': 'Rechargez la page. Si le problème persiste, contactez l’assistance.',
  'problem.unsupported_media_type.title': 'Un problème s’est produit',
  'problem.unsupported_media_type.text':
    'Rechargez la page et réessayez. Si le problème persiste, contactez l’assistance.',
  'problem.invalid_request.title': 'Certaines informations ne sont pas valides',
  'problem.invalid_request.text':
    'Vérifiez votre saisie, puis réessayez. Si le problème persiste, contactez l’assistance.',
  'problem.invalid_credentials.title': 'Ces informations n’ont pas été acceptées',
  'problem.invalid_credentials.text': 'Vérifiez les informations, puis réessayez.',
  'problem.invalid_credentials.title_provider': '{provider} n’a pas accepté ces informations',
  'problem.invalid_credentials.title_sign_in': '{provider} n’a pas accepté l’identification',
  'problem.invalid_credentials.text_key':
    'Copiez à nouveau la clé depuis {provider}. Il manque peut-être un caractère, ou la clé a été révoquée.',
  'problem.invalid_credentials.text_password': 'Vérifiez le nom d’utilisateur et le mot de passe, puis réessayez.',
  'problem.invalid_credentials.text_sign_in':
    'Identifiez-vous à nouveau sur {provider}. Si le problème persiste, contactez l’assistance.',
  'problem.provider_denied.title': 'L’accès n’a pas été accordé',
  'problem.provider_denied.text': 'Réessayez et autorisez l’accès quand il vous est demandé.',
  'problem.provider_denied.text_provider': 'Réessayez et autorisez l’accès quand {provider} le demande.',
  'problem.provider_unavailable.title': 'Le système que vous voulez connecter n’est pas disponible pour le moment',
  'problem.provider_unavailable.text':
    'Aucune réponse, ou une erreur a été signalée. Rien n’a été enregistré. Réessayez dans quelques minutes. Si le problème persiste, vérifiez vos informations ou contactez l’assistance.',
  'problem.provider_unavailable.title_provider': '{provider} n’est pas disponible pour le moment',
  'problem.rate_limited.title': 'Trop d’essais',
  'problem.rate_limited.text': 'Attendez quelques minutes, puis réessayez.',
  'problem.storage_unavailable.title': 'Impossible d’enregistrer les modifications pour le moment',
  'problem.storage_unavailable.text': 'Nous rencontrons un problème temporaire. Réessayez dans quelques minutes.',
  'problem.internal.title': 'Un problème s’est produit de notre côté',
  'problem.internal.text': 'Réessayez. Si cela se reproduit, contactez l’assistance.',
  'problem.own_credential_missing.title': 'Ce produit n’est pas entièrement configuré',
  'problem.own_credential_missing.text':
    'Ses développeurs doivent terminer la configuration. Contactez l’assistance du produit.',
  'problem.own_credential_invalid.title': 'Ce produit n’est pas entièrement configuré',
  'problem.own_credential_invalid.text':
    'Ses développeurs doivent terminer la configuration. Contactez l’assistance du produit.',
  'problem.embed_sandboxed.title': 'Ce site web bloque la connexion',
  'problem.embed_sandboxed.text': 'Ses réglages n’autorisent pas cette connexion. Contactez l’assistance du site.',
  'problem.token_unavailable.title': 'Cette connexion n’a pas pu être chargée',
  'problem.token_unavailable.text':
    'Le produit n’a pas répondu comme prévu. Rechargez la page. Si le problème persiste, contactez l’assistance.',
};
