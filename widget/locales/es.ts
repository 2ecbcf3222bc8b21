import type { Messages } from './en.ts';

/** Spanish, formal. */
export const es: Messages = {
  'page.title': 'Conexión',
  'page.loading': 'Cargando…',
  'page.noscript': 'Esta página necesita JavaScript. Permítalo para esta página y vuelva a cargarla.',

  'header.context': 'Para {tenant} en {organization}',
  'header.renewing': 'Renovando su acceso. No se pierde nada de lo que escribió.',
  'header.sandbox': 'Entorno de pruebas',
  'header.sandbox_text': 'Para hacer pruebas. No introduzca los datos de una cuenta real.',

  'form.title': 'Conectar {system}',
  'form.intro': '{organization} usa estos datos para trabajar con {system} en su nombre.',
  'form.replace_title': 'Datos nuevos para {system}',
  'form.replace_text': 'La conexión actual sigue igual hasta que {system} haya aceptado los datos nuevos.',
  'form.replace_unverified_text': 'La conexión actual sigue igual hasta que se guarden los datos nuevos.',
  'form.reauth_title': '{system} necesita datos nuevos',
  'form.reauth_text':
    'Los datos guardados ya no funcionan. Quizá se hayan cambiado o revocado. Introduzca otros para continuar.',
  'form.optional': 'opcional',
  'form.submit': 'Conectar',
  'form.retry': 'Reintentar',
  'form.replace_submit': 'Sustituir los datos',
  'form.replace_cancel': 'Mantener la conexión actual',
  'form.help': '¿Dónde encuentro esto en {system}?',
  'form.privacy': 'Se envía y se guarda cifrado. Solo se usa para esta conexión.',

  'field.show': 'Mostrar',
  'field.hide': 'Ocultar',
  'field.missing': 'Rellene «{label}».',
  'field.refused': 'Revise «{label}»: no tiene la forma que usa {system}.',
  'field.refused_part': 'Revise «{label}»: introduzca solo la parte que va en la casilla.',
  'field.summary_one': 'Un dato requiere su atención',
  'field.summary_many': '{count} datos requieren su atención',

  'checking.title': 'Comprobando con {system}',
  'checking.text': 'Suele tardar unos segundos.',
  'checking.slow':
    '{system} está tardando más de lo habitual. Puede seguir esperando, o cancelar e intentarlo más tarde.',
  'checking.saving': 'Guardando',
  'checking.cancel': 'Cancelar',

  'connected.title': '{system} está conectado',
  'connected.account': 'Identificado como',
  'connected.since': 'Conectado desde',
  'connected.check': 'Comprobación',
  'connected.verified': '{system} ha aceptado estos datos.',
  'connected.unverified':
    'Sin comprobar. No se puede preguntar a {system} si los datos son correctos, así que un error solo se verá al usarlos.',
  'connected.replace': 'Sustituir los datos',
  'connected.disconnect': 'Desconectar',

  'disconnect.title': '¿Desconectar {system}?',
  'disconnect.text': '{organization} ya no podrá usar {system} en su nombre, y los datos guardados se borrarán.',
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
  'status.needs_reauth': 'necesita datos nuevos',
  'status.error': 'sin conectar: falló el último intento',

  'problem.provider_says': '{system} dice:',
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
  'problem.flow_browser_mismatch.title': 'Esto se empezó en otro navegador',
  'problem.flow_browser_mismatch.text': 'No se ha conectado nada. Empiece de nuevo y termine en el mismo navegador.',
  'problem.consent_required.title': 'Antes hace falta su consentimiento',
  'problem.consent_required.text': 'Vuelva atrás, lea lo que se pide y acéptelo antes de conectar.',
  'problem.not_found.title': 'Aquí no hay nada',
  'problem.not_found.text': 'Esta conexión no existe o se ha borrado. Vuelva a cargar la página que la rodea.',
  'problem.method_not_allowed.title': 'No se puede atender esta solicitud',
  'problem.method_not_allowed.text': 'Vuelva a cargar la página y reinténtelo. Si no basta, avise a soporte.',
  'problem.conflict.title': 'Algo ha cambiado entretanto',
  'problem.conflict.text':
    'Esta conexión se cambió desde otro sitio. Vuelva a cargar la página para ver cómo está ahora.',
  'problem.flow_expired.title': 'Ha tardado demasiado',
  'problem.flow_expired.text': 'No se ha conectado nada. Empiece de nuevo y termine en menos de diez minutos.',
  'problem.payload_too_large.title': 'Es demasiado texto',
  'problem.payload_too_large.text': 'Compruebe que solo pegó el valor y reinténtelo.',
  'problem.uri_too_long.title': 'Esta dirección es demasiado larga',
  'problem.uri_too_long.text': 'Vuelva a cargar la página que la rodea. Si no basta, avise a soporte.',
  'problem.unsupported_media_type.title': 'No se puede atender esta solicitud',
  'problem.unsupported_media_type.text': 'Vuelva a cargar la página y reinténtelo. Si no basta, avise a soporte.',
  'problem.invalid_request.title': 'Algo no tiene la forma correcta',
  'problem.invalid_request.text': 'Revise lo que ha escrito y reinténtelo.',
  'problem.invalid_credentials.title': 'No se han aceptado estos datos',
  'problem.invalid_credentials.text':
    'Cópielos otra vez del otro sistema: lo habitual es que falte un carácter o que la clave se haya revocado.',
  'problem.provider_denied.title': 'Se ha denegado el acceso',
  'problem.provider_denied.text': 'El otro sistema indica que no se concedió el acceso. Reinténtelo y permítalo allí.',
  'problem.provider_unavailable.title': 'El otro sistema no está disponible en este momento',
  'problem.provider_unavailable.text':
    'No ha respondido o ha comunicado un problema propio. Los datos no se han podido comprobar y no se han guardado. Reinténtelo en unos minutos. Si no funciona, revise lo que ha introducido.',
  'problem.rate_limited.title': 'Demasiados intentos',
  'problem.rate_limited.text': 'Espere un minuto y reinténtelo.',
  'problem.storage_unavailable.title': 'Ahora no se puede guardar nada',
  'problem.storage_unavailable.text': 'El fallo es nuestro y debería pasar. Reinténtelo en unos minutos.',
  'problem.internal.title': 'Algo ha fallado por nuestra parte',
  'problem.internal.text': 'Reinténtelo. Si vuelve a ocurrir, avise a soporte.',
  'problem.own_credential_missing.title': 'Este producto no está configurado del todo',
  'problem.own_credential_missing.text':
    'No envió su propio acceso. Solo sus desarrolladores pueden cambiarlo: avise a su soporte.',
  'problem.embed_sandboxed.title': 'Esta página está demasiado encerrada',
  'problem.embed_sandboxed.text':
    'El producto la muestra en un marco que prohíbe lo que necesita. Avise a su soporte: el marco no debe tener el atributo «sandbox».',
  'problem.token_unavailable.title': 'No se ha podido abrir esta página',
  'problem.token_unavailable.text':
    'El producto que la muestra no ha proporcionado un pase. Vuelva a cargar la página.',
};
