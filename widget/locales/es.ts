import type { Translations } from './en.ts';

/** Spanish, formal. */
export const es: Translations = {
  'page.title': 'Conexión',
  'page.loading': 'Cargando…',
  'page.noscript': 'Esta página necesita JavaScript. Actívelo en su navegador y vuelva a cargar la página.',

  'header.context': 'Para {tenant} en {organization}',
  'header.refreshing_session': 'Actualizando su sesión…',
  'header.sandbox': 'Modo de prueba',
  'header.sandbox_text': 'Solo para pruebas. No conecte una cuenta real.',

  'form.title': 'Conectar {provider}',
  'form.intro': '{organization} usa estos datos para acceder a {provider} en su nombre.',
  'form.inputs': 'Rellene el formulario y después inicie sesión en {provider}.',
  'form.replace_title': 'Actualizar los datos de {provider}',
  'form.replace_text': 'La conexión actual sigue activa hasta que {provider} acepte los datos nuevos.',
  'form.replace_unverified_text': 'La conexión actual sigue activa hasta que se guarden los datos nuevos.',
  'form.reauth_title': 'La conexión con {provider} ya no funciona',
  'form.reauth_text':
    'Es posible que el acceso haya caducado, o que se haya modificado o revocado. Vuelva a conectar para continuar.',
  'form.optional': 'opcional',
  'form.submit': 'Conectar',
  'form.retry': 'Reintentar',
  'form.replace_submit': 'Actualizar los datos',
  'form.replace_cancel': 'Mantener la conexión actual',
  'form.reconnect': 'Volver a conectar {provider}',
  'form.continue': 'Continuar',
  'form.help': '¿Dónde encuentro esto en {provider}?',
  'form.privacy': 'Sus datos se cifran y solo se usan para esta conexión.',

  'field.show': 'Mostrar',
  'field.hide': 'Ocultar',
  'field.missing': 'Rellene «{label}».',
  'field.refused': 'Revise «{label}»: no tiene el formato que usa {provider}.',
  'field.refused_part': 'Revise «{label}»: introduzca solo la parte que va en el campo.',

  'checking.title': 'Comprobando con {provider}…',
  'checking.text': 'Suele tardar unos segundos.',
  'checking.slow':
    '{provider} está tardando más de lo habitual. Puede seguir esperando, o cancelar e intentarlo más tarde.',
  'checking.saving': 'Guardando…',

  'sign_in.text': '{provider} se abre en una ventana nueva. Inicie sesión allí y autorice a {organization} a acceder.',
  'sign_in.keeps_connection': 'La conexión actual sigue activa hasta que termine.',
  'sign_in.open': 'Continuar en {provider}',
  'sign_in.back': 'Atrás',
  'sign_in.title': 'Continúe en la ventana de {provider}',
  'sign_in.wait': 'Esta página se actualizará automáticamente cuando termine.',
  'sign_in.not_opened': '¿No se ha abierto la ventana?',
  'sign_in.window_closed': '¿Ha cerrado la ventana?',
  'sign_in.blocked_title': 'Es posible que la ventana esté bloqueada',
  'sign_in.blocked_text': 'Permita las ventanas emergentes para esta página e inténtelo de nuevo.',
  'sign_in.address': 'O abra esta dirección en una pestaña nueva:',
  'sign_in.copy': 'Copiar',
  'sign_in.copied': 'Copiado',
  'sign_in.code': 'Introduzca este código en la ventana que lo pide, pero solo si ha abierto usted esa ventana.',
  'sign_in.finishing': 'Finalizando…',

  'action.done': 'Listo',
  'connected.title': 'Conectado a {provider}',
  'connected.account': 'Cuenta',
  'connected.since': 'Fecha de conexión',
  'connected.verification': 'Comprobación',
  'connected.verified': 'Aceptado por {provider}.',
  'connected.unverified': 'Sin comprobar con {provider}. Es posible que un error solo se note al usar la conexión.',
  'connected.managed': '{organization} gestiona esta conexión. No tiene que hacer nada aquí.',
  'connected.other_title': 'Ha conectado una cuenta distinta',
  'connected.other_text': 'Cuenta anterior: {before}. Cuenta actual: {account}.',
  'connected.replace': 'Actualizar los datos',
  'connected.sign_in': 'Iniciar sesión de nuevo',
  'connected.disconnect': 'Desconectar',

  'disconnect.title': '¿Desconectar {provider}?',
  'disconnect.text': '{organization} ya no podrá usar {provider} en su nombre. El acceso guardado se eliminará.',
  'disconnect.confirm': 'Desconectar',
  'disconnect.working': 'Desconectando…',
  'disconnect.cancel': 'Mantener la conexión',

  'action.cancel': 'Cancelar',
  'action.reload': 'Volver a cargar',

  'chooser.label': 'Conexión',
  'chooser.rename': 'Cambiar nombre',
  'chooser.name': 'Nombre de la conexión',
  'chooser.save': 'Guardar',
  'chooser.name_missing': 'Introduzca un nombre.',
  'chooser.add': 'Añadir otra cuenta',
  'chooser.limit': 'Puede tener {count} conexiones como máximo.',
  'chooser.unnamed': 'Conexión {id}',

  'elsewhere.connected': '{provider} se ha conectado desde otro lugar.',
  'elsewhere.disconnected': 'Esta conexión se ha desconectado desde otro lugar.',
  'elsewhere.changed': 'Esta conexión se ha modificado desde otro lugar.',
  'elsewhere.deleted': 'La conexión abierta se ha eliminado desde otro lugar.',

  'integrations.title': 'Integraciones',
  'integrations.read_only': 'Podrá conectarlas cuando haya iniciado sesión en {organization}.',
  'integrations.empty': 'Todavía no hay nada que conectar.',
  'integrations.search': 'Buscar integraciones',
  'integrations.category': 'Categoría',
  'integrations.all_categories': 'Todas las categorías',
  'integrations.installed_only': 'Solo instaladas',
  'integrations.count': '{count} de {total}',
  'integrations.none_match': 'Ninguna integración coincide.',
  'integrations.show_all': 'Mostrar todas',
  'status.installed': 'instalada',
  'status.paused': 'en pausa',
  'status.failed_run': 'la última ejecución falló',
  'steps.all': 'Todas las integraciones',
  'steps.label': 'Lo que conecta esta integración',
  'steps.progress': '{count} de {total} conectadas',
  'steps.done': 'Todo está conectado.',

  'status.connected': 'conectada',
  'status.disconnected': 'no conectada',
  'status.needs_reauth': 'se debe volver a conectar',
  'status.error': 'el último intento falló',

  'window.back': 'Cierre esta ventana y vuelva a {organization}.',
  'window.back_unknown': 'Cierre esta ventana y vuelva a donde empezó.',
  'window.close': 'Puede cerrar esta ventana.',

  'window.connected.title': 'Conectado a {provider}',
  'window.cancelled.title': 'Inicio de sesión cancelado',
  'window.cancelled.text': 'Ha cancelado este inicio de sesión en {organization}. No se ha conectado nada.',

  'window.confirm.title': '¿Ha iniciado usted esta conexión?',
  'window.confirm.text':
    'Continúe solo si acaba de iniciarla usted en {organization}. Se conectará la cuenta de {provider} con la que inicie sesión a continuación.',
  'window.confirm.product': 'Producto',
  'window.confirm.account': 'Cuenta en {organization}',
  'window.confirm.provider': 'Conexión con',
  'window.confirm.warning_title': '¿Le ha enviado alguien este enlace?',
  'window.confirm.warning':
    'Cierre esta ventana. El remitente podría obtener acceso a su cuenta de {provider}. No introduzca nunca un código que le haya dado otra persona.',

  'window.code.label': 'Código de {count} dígitos',
  'window.code.help': 'El código se muestra en {organization}, donde empezó.',
  'window.code.submit': 'Continuar',
  'window.code.sending': 'Comprobando…',
  'window.code.incomplete': 'Introduzca los {count} dígitos.',
  'window.code.wrong': 'El código no es correcto.',
  'window.code.tries_one': 'Le queda un intento.',
  'window.code.tries_many': 'Le quedan {count} intentos.',
  'window.code.unreachable':
    'No se puede conectar con el servidor. Compruebe su conexión a internet e inténtelo de nuevo.',

  'window.problem.sign_in_expired.title': 'Este inicio de sesión ha finalizado',
  'window.problem.sign_in_expired.text':
    'Ya se ha completado o cancelado, o ha tardado más de 10 minutos. Si la conexión aún no está lista, empiece de nuevo.',
  'window.problem.not_found.title': 'Este inicio de sesión no existe',
  'window.problem.not_found.text': 'El enlace no es válido o la conexión se ha eliminado.',
  'window.problem.conflict.title': 'Esta conexión ha cambiado',
  'window.problem.conflict.text':
    'Se ha modificado desde otro lugar mientras iniciaba sesión. Compruebe su estado actual antes de empezar de nuevo.',
  'window.problem.invalid_credentials.title': 'No se ha aceptado este inicio de sesión',
  'window.problem.invalid_credentials.title_provider': '{provider} no ha aceptado el inicio de sesión',
  'window.problem.invalid_credentials.text':
    'Ha iniciado sesión, pero después se ha denegado el acceso. Empiece de nuevo. Si el problema continúa, póngase en contacto con el servicio de asistencia.',
  'window.problem.provider_unavailable.title': 'El sistema que quiere conectar no está disponible en este momento',
  'window.problem.provider_unavailable.title_provider': '{provider} no está disponible en este momento',
  'window.problem.provider_unavailable.text':
    'No ha respondido o ha devuelto un error, así que no se ha podido completar el inicio de sesión. Empiece de nuevo en unos minutos.',
  'window.problem.other.title': 'Este inicio de sesión no puede continuar',
  'window.problem.other.text':
    'Se ha producido un problema inesperado. Empiece de nuevo. Si el problema continúa, póngase en contacto con el servicio de asistencia.',

  'problem.provider_says': '{provider} dice:',
  'problem.reference': 'Referencia para el servicio de asistencia: {id}',
  'problem.developers': 'Para desarrolladores',

  'problem.top_level.title': 'Esta página no se puede abrir por separado',
  'problem.top_level.text': 'Forma parte de otro producto. Vuelva a ese producto y establezca la conexión desde allí.',
  'problem.unreachable.title': 'No se puede conectar con el servidor',
  'problem.unreachable.text': 'Compruebe su conexión a internet e inténtelo de nuevo.',
  'problem.unreachable.text_kept':
    'Lo que ha escrito sigue aquí. Compruebe su conexión a internet e inténtelo de nuevo.',
  'problem.outdated.title': 'Esta página ya no está actualizada',
  'problem.outdated.text': 'Hay una versión más reciente. Vuelva a cargar la página para continuar.',
  'problem.token_missing.title': 'No se ha podido cargar esta conexión',
  'problem.token_missing.text':
    'Puede ocurrir al volver atrás o al restaurar una pestaña. Vuelva a cargar la página. Si el problema continúa, póngase en contacto con el servicio de asistencia.',
  'problem.token_invalid.title': 'No se ha podido cargar esta conexión',
  'problem.token_invalid.text':
    'No se ha podido verificar su acceso. Vuelva a cargar la página. Si el problema continúa, póngase en contacto con el servicio de asistencia.',
  'problem.token_expired.title': 'Esta página ha caducado',
  'problem.token_expired.text':
    'Por seguridad, solo se puede abrir durante un tiempo breve. Vuelva a cargar la página para continuar.',
  'problem.token_replayed.title': 'Esta página ya se ha abierto',
  'problem.token_replayed.text':
    'Por seguridad, solo se puede abrir una vez. Vuelva a cargar la página para continuar.',
  'problem.unauthorized.title': 'No se ha podido verificar su acceso',
  'problem.unauthorized.text':
    'Vuelva a cargar la página e inténtelo de nuevo. Si el problema continúa, póngase en contacto con el servicio de asistencia.',
  'problem.forbidden.title': 'No tiene permiso para hacer esto',
  'problem.forbidden.text': 'Pida acceso a la persona que administra su cuenta.',
  'problem.session_expired.title': 'Su sesión ha caducado',
  'problem.session_expired.text': 'Vuelva a cargar la página para continuar.',
  'problem.origin_not_allowed.title': 'Esta conexión no se puede mostrar aquí',
  'problem.origin_not_allowed.text':
    'Este sitio web no tiene permiso para mostrarla. Póngase en contacto con el servicio de asistencia del sitio.',
  'problem.sign_in_browser_mismatch.title': 'No se ha podido confirmar este inicio de sesión',
  'problem.sign_in_browser_mismatch.text':
    'Por seguridad, no se ha conectado nada. Empiece de nuevo y termine en el mismo navegador.',
  'problem.consent_required.title': 'Se necesita su consentimiento',
  'problem.consent_required.text': 'Vuelva atrás, lea lo que se le pide y acéptelo para conectar.',
  'problem.not_found.title': 'No se ha encontrado',
  'problem.not_found.text':
    'Lo que busca no existe o se ha eliminado. Vuelva a cargar la página. Si el problema continúa, póngase en contacto con el servicio de asistencia.',
  'problem.method_not_allowed.title': 'Algo ha salido mal',
  'problem.method_not_allowed.text':
    'Vuelva a cargar la página e inténtelo de nuevo. Si el problema continúa, póngase en contacto con el servicio de asistencia.',
  'problem.conflict.title': 'Esta conexión ha cambiado',
  'problem.conflict.text': 'Se ha modificado desde otro lugar. Vuelva a cargar la página para ver su estado actual.',
  'problem.sign_in_expired.title': 'El inicio de sesión ha caducado',
  'problem.sign_in_expired.text': 'No se ha conectado nada. Empiece de nuevo y termine en menos de 10 minutos.',
  'problem.payload_too_large.title': 'El texto es demasiado largo',
  'problem.payload_too_large.text': 'Introduzca solo lo que pide el campo e inténtelo de nuevo.',
  'problem.uri_too_long.title': 'Esta dirección es demasiado larga',
  'problem.uri_too_long.text':
    'Vuelva a cargar la página. Si el problema continúa, póngase en contacto con el servicio de asistencia.',
  'problem.unsupported_media_type.title': 'Algo ha salido mal',
  'problem.unsupported_media_type.text':
    'Vuelva a cargar la página e inténtelo de nuevo. Si el problema continúa, póngase en contacto con el servicio de asistencia.',
  'problem.invalid_request.title': 'Algunos datos no son válidos',
  'problem.invalid_request.text':
    'Revise lo que ha escrito e inténtelo de nuevo. Si el problema continúa, póngase en contacto con el servicio de asistencia.',
  'problem.invalid_credentials.title': 'No se han aceptado estos datos',
  'problem.invalid_credentials.text': 'Revise los datos e inténtelo de nuevo.',
  'problem.invalid_credentials.title_provider': '{provider} no ha aceptado estos datos',
  'problem.invalid_credentials.title_sign_in': '{provider} no ha aceptado el inicio de sesión',
  'problem.invalid_credentials.text_key':
    'Copie de nuevo la clave desde {provider}. Puede que falte un carácter o que la clave se haya revocado.',
  'problem.invalid_credentials.text_password': 'Revise el nombre de usuario y la contraseña e inténtelo de nuevo.',
  'problem.invalid_credentials.text_sign_in':
    'Inicie sesión de nuevo en {provider}. Si el problema continúa, póngase en contacto con el servicio de asistencia.',
  'problem.provider_denied.title': 'No se ha concedido el acceso',
  'problem.provider_denied.text': 'Inténtelo de nuevo y permita el acceso cuando se le pida.',
  'problem.provider_denied.text_provider': 'Inténtelo de nuevo y permita el acceso cuando {provider} lo pida.',
  'problem.provider_unavailable.title': 'El sistema que quiere conectar no está disponible en este momento',
  'problem.provider_unavailable.text':
    'No ha respondido o ha devuelto un error. No se ha guardado nada. Inténtelo de nuevo en unos minutos. Si el problema continúa, revise sus datos o póngase en contacto con el servicio de asistencia.',
  'problem.provider_unavailable.title_provider': '{provider} no está disponible en este momento',
  'problem.rate_limited.title': 'Demasiados intentos',
  'problem.rate_limited.text': 'Espere unos minutos e inténtelo de nuevo.',
  'problem.storage_unavailable.title': 'Ahora no se pueden guardar los cambios',
  'problem.storage_unavailable.text': 'Tenemos un problema temporal. Inténtelo de nuevo en unos minutos.',
  'problem.internal.title': 'Algo ha fallado por nuestra parte',
  'problem.internal.text':
    'Inténtelo de nuevo. Si vuelve a ocurrir, póngase en contacto con el servicio de asistencia.',
  'problem.own_credential_missing.title': 'Este producto no está configurado por completo',
  'problem.own_credential_missing.text':
    'Sus desarrolladores deben completar la configuración. Póngase en contacto con el servicio de asistencia del producto.',
  'problem.own_credential_invalid.title': 'Este producto no está configurado por completo',
  'problem.own_credential_invalid.text':
    'Sus desarrolladores deben completar la configuración. Póngase en contacto con el servicio de asistencia del producto.',
  'problem.embed_sandboxed.title': 'Este sitio web bloquea la conexión',
  'problem.embed_sandboxed.text':
    'Su configuración no permite conectar aquí. Póngase en contacto con el servicio de asistencia del sitio.',
  'problem.token_unavailable.title': 'No se ha podido cargar esta conexión',
  'problem.token_unavailable.text':
    'El producto no ha respondido como se esperaba. Vuelva a cargar la página. Si el problema continúa, póngase en contacto con el servicio de asistencia.',
};
