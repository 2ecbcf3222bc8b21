import type { Translations } from './en.ts';

/** Spanish, formal. */
export const es: Translations = {
  'page.title': 'Conexión',
  'page.loading': 'Cargando…',
  'page.noscript': 'Esta página necesita JavaScript. Permítalo para esta página y vuelva a cargarla.',

  'header.context': 'Para {tenant} en {organization}',
  'header.renewing': 'Renovando su acceso. No se pierde nada de lo que escribió.',
  'header.sandbox': 'Entorno de pruebas',
  'header.sandbox_text': 'Para hacer pruebas. No conecte una cuenta real.',

  'form.title': 'Conectar {provider}',
  'form.intro': '{organization} usa estos datos para trabajar con {provider} en su nombre.',
  'form.inputs': '{provider} necesita esto antes de que pueda iniciar sesión allí.',
  'form.replace_title': 'Datos nuevos para {provider}',
  'form.replace_text': 'La conexión actual sigue igual hasta que {provider} haya aceptado los datos nuevos.',
  'form.replace_unverified_text': 'La conexión actual sigue igual hasta que se guarden los datos nuevos.',
  'form.reauth_title': 'Hay que conectar {provider} de nuevo',
  'form.reauth_text':
    'El acceso guardado ya no funciona. Quizá haya caducado, o se haya cambiado o revocado. Conéctese de nuevo para continuar.',
  'form.optional': 'opcional',
  'form.submit': 'Conectar',
  'form.retry': 'Reintentar',
  'form.replace_submit': 'Sustituir los datos',
  'form.replace_cancel': 'Mantener la conexión actual',
  'form.reconnect': 'Conectar {provider} de nuevo',
  'form.continue': 'Continuar',
  'form.help': '¿Dónde encuentro esto en {provider}?',
  'form.privacy': 'Se envía y se guarda cifrado. Solo se usa para esta conexión.',

  'field.show': 'Mostrar',
  'field.hide': 'Ocultar',
  'field.missing': 'Rellene «{label}».',
  'field.refused': 'Revise «{label}»: no tiene la forma que usa {provider}.',
  'field.refused_part': 'Revise «{label}»: introduzca solo la parte que va en la casilla.',
  'field.summary_one': 'Un dato requiere su atención',
  'field.summary_many': '{count} datos requieren su atención',

  'checking.title': 'Comprobando con {provider}',
  'checking.text': 'Suele tardar unos segundos.',
  'checking.slow':
    '{provider} está tardando más de lo habitual. Puede seguir esperando, o cancelar e intentarlo más tarde.',
  'checking.saving': 'Guardando',
  'checking.cancel': 'Cancelar',

  'sign_in.text':
    '{provider} se abre en una ventana nueva. Inicie sesión allí y permita que {organization} lo use en su nombre.',
  'sign_in.keeps': 'La conexión actual sigue igual hasta que termine.',
  'sign_in.open': 'Continuar en {provider}',
  'sign_in.back': 'Atrás',
  'sign_in.title': 'Termine en la ventana de {provider}',
  'sign_in.wait': 'Esta página continuará sola cuando termine allí.',
  'sign_in.missing': '¿No se ha abierto la ventana?',
  'sign_in.closed': '¿Ha cerrado la ventana?',
  'sign_in.address': 'O abra esta dirección en una pestaña nueva:',
  'sign_in.copy': 'Copiar',
  'sign_in.copied': 'Copiado',
  'sign_in.code': 'Una ventana pide este código. Introdúzcalo solo si usted mismo abrió esa ventana.',
  'sign_in.finishing': 'Terminando…',

  'connected.title': '{provider} está conectado',
  'connected.account': 'Cuenta',
  'connected.since': 'Conectado desde',
  'connected.check': 'Comprobación',
  'connected.verified': 'Aceptado por {provider}.',
  'connected.unverified':
    'Sin comprobar. No se puede preguntar a {provider} si es correcto, así que un error solo se verá al usarlo.',
  'connected.other_title': 'Es una cuenta distinta de la anterior',
  'connected.other_text': 'Antes era {before}. Ahora es {account}.',
  'connected.replace': 'Sustituir los datos',
  'connected.sign_in': 'Iniciar sesión de nuevo',
  'connected.disconnect': 'Desconectar',

  'disconnect.title': '¿Desconectar {provider}?',
  'disconnect.text': '{organization} ya no podrá usar {provider} en su nombre, y el acceso guardado se borrará.',
  'disconnect.confirm': 'Desconectar',
  'disconnect.working': 'Desconectando…',
  'disconnect.cancel': 'Seguir conectado',

  'action.cancel': 'Cancelar',
  'action.done': 'Listo',

  'chooser.label': 'Conexión',
  'chooser.rename': 'Cambiar nombre',
  'chooser.name': 'Nombre de esta conexión',
  'chooser.save': 'Guardar',
  'chooser.cancel': 'Cancelar',
  'chooser.missing': 'Introduzca un nombre.',
  'chooser.unnamed': 'Conexión {id}',

  'status.connected': 'conectada',
  'status.disconnected': 'sin conectar',
  'status.pending': 'sin terminar',
  'status.needs_reauth': 'hay que conectarla de nuevo',
  'status.error': 'sin conectar: falló el último intento',

  'window.back': 'Cierre esta ventana y vuelva a {organization}.',
  'window.back_unknown': 'Cierre esta ventana y vuelva a donde empezó.',
  'window.close': 'Puede cerrar esta ventana.',

  'window.connected.title': '{provider} está conectado',
  'window.cancelled.title': 'Inicio de sesión cancelado',
  'window.cancelled.text': 'Canceló este inicio de sesión en {organization}. No se ha conectado nada.',

  'window.confirm.title': '¿Ha empezado esto usted?',
  'window.confirm.text':
    'Continúe solo si es usted quien acaba de empezar esto en {organization}. Se conectará la cuenta de {provider} con la que inicie sesión a continuación.',
  'window.confirm.product': 'Producto',
  'window.confirm.account': 'Cuenta',
  'window.confirm.provider': 'Sistema',
  'window.confirm.warning_title': '¿Le ha enviado alguien este enlace?',
  'window.confirm.warning':
    'Entonces cierre esta ventana: quien lo envió quiere unir la cuenta de {provider} de usted a la suya propia. No introduzca nunca un código que le haya dado alguien.',

  'window.code.label': 'Código de {count} cifras',
  'window.code.help': '{organization} lo muestra ahora, donde usted empezó.',
  'window.code.submit': 'Continuar',
  'window.code.sending': 'Comprobando…',
  'window.code.incomplete': 'Introduzca las {count} cifras.',
  'window.code.wrong': 'Ese no es el código que se muestra allí.',
  'window.code.tries_one': 'Queda un intento.',
  'window.code.tries_many': 'Quedan {count} intentos.',
  'window.code.unreachable': 'El servicio de conexión no ha respondido. Compruebe que tiene conexión y reinténtelo.',

  'window.problem.sign_in_expired.title': 'Este inicio de sesión ha terminado',
  'window.problem.sign_in_expired.text':
    'Ya se completó o se canceló, o tardó más de diez minutos. Donde empezó puede ver cómo está y empezar de nuevo.',
  'window.problem.not_found.title': 'Este inicio de sesión no existe',
  'window.problem.not_found.text': 'El enlace no se conoce aquí, o su conexión se ha borrado entretanto.',
  'window.problem.conflict.title': 'Algo ha cambiado entretanto',
  'window.problem.conflict.text':
    'Esta conexión se cambió desde otro sitio mientras usted iniciaba sesión. Donde empezó puede ver cómo está ahora.',
  'window.problem.invalid_credentials.title': 'No se ha aceptado este inicio de sesión',
  'window.problem.invalid_credentials.text':
    'El otro sistema no ha aceptado el acceso que acababa de dar. Empiece de nuevo. Si no basta, avise a soporte.',
  'window.problem.provider_unavailable.title': 'El otro sistema no está disponible en este momento',
  'window.problem.provider_unavailable.text':
    'No ha respondido o ha comunicado un problema propio, así que no se ha podido terminar el inicio de sesión. Empiece de nuevo en unos minutos.',
  'window.problem.other.title': 'Este inicio de sesión no puede continuar',
  'window.problem.other.text':
    'Algo en este enlace o en la respuesta del otro sistema no es como debería. Empiece de nuevo. Si no basta, avise a soporte.',

  'problem.provider_says': '{provider} dice:',
  'problem.reference': 'Referencia para soporte: {id}',

  'problem.top_level.title': 'Esta página va dentro de otra',
  'problem.top_level.text':
    'Ha abierto una dirección que un producto muestra como parte de su propia página. Vuelva a ese producto y conéctese desde allí.',
  'problem.unreachable.title': 'El servicio de conexión no ha respondido',
  'problem.unreachable.text': 'No se ha perdido nada de lo que escribió. Compruebe que tiene conexión y reinténtelo.',
  'problem.token_missing.title': 'Hay que abrir esta página de nuevo',
  'problem.token_missing.text':
    'Vuelva a cargar la página que la rodea. Ocurre al volver atrás o al restaurar una pestaña.',
  'problem.token_invalid.title': 'No se ha podido abrir esta página',
  'problem.token_invalid.text':
    'El producto que la muestra envió un pase que no es válido. Vuelva a cargar la página. Si no basta, avise a su soporte.',
  'problem.token_expired.title': 'Esta página se abrió demasiado tarde',
  'problem.token_expired.text':
    'Por seguridad debe abrirse poco después de pedirla. Vuelva a cargar la página que la rodea.',
  'problem.token_replayed.title': 'Esta página ya se abrió antes',
  'problem.token_replayed.text':
    'Por seguridad cada apertura vale una sola vez. Vuelva a cargar la página que la rodea.',
  'problem.unauthorized.title': 'No se ha aceptado esta solicitud',
  'problem.unauthorized.text':
    'El acceso con el que se envió no se conoce aquí. Vuelva a cargar la página y reinténtelo.',
  'problem.forbidden.title': 'Esto no está permitido aquí',
  'problem.forbidden.text': 'Su acceso no lo permite. Pregunte a quien administra su cuenta.',
  'problem.session_expired.title': 'Ha estado fuera un rato',
  'problem.session_expired.text':
    'Por seguridad esta página se ha cerrado. Vuelva a cargar la página que la rodea para continuar.',
  'problem.origin_not_allowed.title': 'Este producto no puede mostrar esta página',
  'problem.origin_not_allowed.text':
    'La dirección del producto no está en la lista de direcciones permitidas. Avise a su soporte.',
  'problem.sign_in_browser_mismatch.title': 'Este inicio de sesión no encaja',
  'problem.sign_in_browser_mismatch.text':
    'Volvió en un navegador distinto del que lo inició, o desde otro sistema. No se ha conectado nada. Empiece de nuevo y termine en el mismo navegador.',
  'problem.consent_required.title': 'Antes hace falta su consentimiento',
  'problem.consent_required.text': 'Vuelva atrás, lea lo que se pide y acéptelo antes de conectar.',
  'problem.not_found.title': 'Aquí no hay nada',
  'problem.not_found.text': 'Esta conexión no existe o se ha borrado. Vuelva a cargar la página que la rodea.',
  'problem.method_not_allowed.title': 'No se puede atender esta solicitud',
  'problem.method_not_allowed.text': 'Vuelva a cargar la página y reinténtelo. Si no basta, avise a soporte.',
  'problem.conflict.title': 'Algo ha cambiado entretanto',
  'problem.conflict.text':
    'Esta conexión se cambió desde otro sitio. Vuelva a cargar la página para ver cómo está ahora.',
  'problem.sign_in_expired.title': 'Ha tardado demasiado',
  'problem.sign_in_expired.text': 'No se ha conectado nada. Empiece de nuevo y termine en menos de diez minutos.',
  'problem.payload_too_large.title': 'Es demasiado texto',
  'problem.payload_too_large.text': 'Compruebe que solo pegó el valor y reinténtelo.',
  'problem.uri_too_long.title': 'Esta dirección es demasiado larga',
  'problem.uri_too_long.text': 'Vuelva a cargar la página que la rodea. Si no basta, avise a soporte.',
  'problem.unsupported_media_type.title': 'No se puede atender esta solicitud',
  'problem.unsupported_media_type.text': 'Vuelva a cargar la página y reinténtelo. Si no basta, avise a soporte.',
  'problem.invalid_request.title': 'Algo no tiene la forma correcta',
  'problem.invalid_request.text': 'Revise lo que ha escrito y reinténtelo.',
  'problem.invalid_credentials.title': 'El otro sistema no lo ha aceptado',
  'problem.invalid_credentials.text':
    'Copie los datos otra vez de allí: lo habitual es que falte un carácter o que la clave se haya revocado.',
  'problem.provider_denied.title': 'Se ha denegado el acceso',
  'problem.provider_denied.text': 'El otro sistema indica que no se concedió el acceso. Reinténtelo y permítalo allí.',
  'problem.provider_unavailable.title': 'El otro sistema no está disponible en este momento',
  'problem.provider_unavailable.text':
    'No ha respondido o ha comunicado un problema propio. No se ha guardado nada. Reinténtelo en unos minutos. Si no funciona, revise sus datos o avise a soporte.',
  'problem.rate_limited.title': 'Demasiados intentos',
  'problem.rate_limited.text': 'Espere unos minutos y reinténtelo.',
  'problem.storage_unavailable.title': 'Ahora no se puede guardar nada',
  'problem.storage_unavailable.text': 'El fallo es nuestro y debería pasar. Reinténtelo en unos minutos.',
  'problem.internal.title': 'Algo ha fallado por nuestra parte',
  'problem.internal.text': 'Reinténtelo. Si vuelve a ocurrir, avise a soporte.',
  'problem.own_credential_missing.title': 'Este producto no está configurado del todo',
  'problem.own_credential_missing.text':
    'No envió su propio acceso. Solo sus desarrolladores pueden cambiarlo: avise a su soporte.',
  'problem.embed_sandboxed.title': 'Esta página está demasiado restringida',
  'problem.embed_sandboxed.text':
    'El producto la muestra en un marco que prohíbe lo que necesita. Avise a su soporte: el marco no debe tener el atributo «sandbox».',
  'problem.token_unavailable.title': 'No se ha podido abrir esta página',
  'problem.token_unavailable.text':
    'El producto que la muestra no ha proporcionado un pase. Vuelva a cargar la página.',
};
