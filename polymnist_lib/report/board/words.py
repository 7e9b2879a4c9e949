"""The words of the page where readers draw; in braces what its scripts fill in."""

from polymnist_lib import i18n

WORDS: dict[str, tuple[str, str]] = {
    # the sheet
    "board_sheet": ("hoja de dibujo", "drawing sheet"),
    "board_hint": (
        (
            "Las flechas mueven la pluma por la hoja (con Mayús, poco a poco), la "
            "barra espaciadora la baja y la levanta, Ctrl + Z deshace y Supr borra todo. En la "
            "fotografía, las flechas mueven el recorte."
        ),
        (
            "Arrow keys move the pen over the sheet (with Shift, in small "
            "steps), the space bar lowers and lifts it, Ctrl + Z undoes, and Delete clears "
            "everything. On the photograph, the arrows move the crop."
        ),
    ),
    "board_keyboard": ("Con el teclado", "With the keyboard"),
    "board_undo": ("Deshacer", "Undo"),
    "board_clear": ("Borrar", "Clear"),
    "board_save": ("Guardar PNG", "Save PNG"),
    "board_file": ("digito.png", "digit.png"),
    "board_pen": ("Trazo", "Line"),
    "board_thin": ("fino", "thin"),
    "board_medium": ("medio", "medium"),
    "board_thick": ("grueso", "thick"),
    "board_down": ("Pluma abajo.", "Pen down."),
    "board_up": ("Pluma arriba.", "Pen up."),
    # what lies under it
    "board_ground": ("Fondo", "Background"),
    "board_paper": ("papel", "paper"),
    "board_own": ("la suya", "yours"),
    "board_bring": ("Una imagen suya…", "Your own picture…"),
    "board_map": (
        "la fotografía: las flechas mueven el recorte",
        "the photograph: arrow keys move the crop",
    ),
    "board_elsewhere": ("Otro recorte", "Another crop"),
    "board_draw_here": ("Dibuje sobre este gato.", "Draw over this cat."),
    "board_more": ("Más modelos, y cómo son por dentro", "More models, and what is inside them"),
    "board_hint_light": (
        "Las flechas mueven la pluma y la barra espaciadora la baja y la levanta.",
        "Arrow keys move the pen, and the space bar lowers and lifts it.",
    ),
    # what is read
    "board_readers": ("Modelos que leen", "Readers"),
    "board_this_build": ("esta copia", "this copy"),
    "board_full_size": ("todos los datos", "all the data"),
    "board_inside": ("Por dentro ↓", "Inside ↓"),
    "board_late": ("se carga al elegirla ({megabytes} MB)", "loads when chosen ({megabytes} MB)"),
    "board_answer": ("{model}: {digit} ({share})", "{model}: {digit} ({share})"),
    "board_none": ("ningún dígito", "no digit"),
    "board_blank": ("La hoja está en blanco.", "The sheet is blank."),
    "board_loading": ("Cargando {model}…", "Loading {model}…"),
    "board_failed": (
        "No se ha podido cargar: {model}. La carpeta draw debe estar junto a esta página.",
        "Could not be loaded: {model}. The draw folder must be beside this page.",
    ),
    "board_unreadable": (
        "El navegador no puede abrir esa imagen. Pruebe con un PNG o un JPEG.",
        "The browser cannot open that picture. Try a PNG or a JPEG.",
    ),
    "board_no_script": (
        (
            "Para dibujar hace falta JavaScript, y este navegador lo tiene desactivado. La "
            "figura que sigue muestra, paso a paso, lo que se haría con un dibujo."
        ),
        (
            "Drawing needs JavaScript, which is turned off in this browser. The figure that "
            "follows shows, step by step, what would be done with a drawing."
        ),
    ),
    # why a network answers so
    "board_why_active": (
        "De sus {count} unidades ocultas, {active} están encendidas.",
        "Of its {count} hidden units, {active} are on.",
    ),
    "board_why_none": (
        "Ninguna de sus {count} unidades ocultas se enciende: solo contestan las constantes.",
        "None of its {count} hidden units is on: only constants answer.",
    ),
    "board_why_parts": (
        (
            "Frente a la media de los dígitos, el {digit} recibe {stroke} del trazo y {ground} del "
            "fondo."
        ),
        (
            "Against the mean of the digits, {digit} gets {stroke} from the stroke and {ground} "
            "from the background."
        ),
    ),
    "board_why_negative": (
        "Ante la misma imagen en negativo, contesta {digit}.",
        "Shown the same image in negative, it answers {digit}.",
    ),
    # what it sees
    "board_sees": ("Imagen que recibe", "Trained to see it"),
    "board_steps": (
        "Una imagen, paso a paso, por {model}",
        "An image, step by step, through {model}",
    ),
    "board_looking": ("Por dentro: {model}", "Inside: {model}"),
    "board_look_hint": (
        ("Señale o toque un punto: se verá de dónde viene."),
        ("Point at or tap a spot to see where it comes from."),
    ),
    "board_keys": (
        "Las flechas pasan de uno a otro; con Mayús, de un punto a otro.",
        "Arrow keys move from one to another; with Shift, from point to point.",
    ),
    "board_row_relu": (
        "Convolución: {count} mapas de {side} × {side}.",
        "Convolution: {count} maps of {side} × {side}.",
    ),
    "board_row_max_pooling": (
        "El máximo de cada cuadrado: {count} mapas de {side} × {side}.",
        "Each square's largest value: {count} maps of {side} × {side}.",
    ),
    "board_row_units": ("Capa densa: {count} unidades.", "Dense layer: {count} units."),
    "board_row_hidden": (
        (
            "Lo que busca cada una de las {count} unidades ocultas: claro (azul) y oscuro (rojo). "
            "Las apagadas se ven pálidas."
        ),
        (
            "What each of the {count} hidden units looks for: light (blue) and dark (red). Those "
            "that are off are pale."
        ),
    ),
    "board_row_template": (
        "Lo que cada píxel suma (azul) o resta (rojo) a cada dígito, del 0 al 9.",
        "What each pixel adds to each digit, 0 to 9 (blue), or takes from it (red).",
    ),
    "board_told_relu": (
        (
            "Mapa {map} de {count}. Aquí el filtro suma {sum} y la constante es {bias}; lo "
            "negativo pasa a cero: {value}. Abajo, {below} que más pesa, el {from} de {channels}: "
            "{part}."
        ),
        (
            "Map {map} of {count}. Here the filter's products add up to {sum}, the constant is "
            "{bias}, and negatives become zero: {value}. Below, {below} that weighs most, {from} "
            "of {channels}: {part}."
        ),
    ),
    "board_told_single": (
        (
            "Mapa {map} de {count}. Aquí el filtro suma {sum} y la constante es {bias}; lo "
            "negativo pasa a cero: {value}."
        ),
        (
            "Map {map} of {count}. Here the filter's products add up to {sum}, the constant is "
            "{bias}, and negatives become zero: {value}."
        ),
    ),
    "board_told_max_pooling": (
        "Mapa {map} de {count}: {value}, el máximo de {cells} valores del mapa de arriba.",
        "Map {map} of {count}: {value}, the largest of {cells} values of the map above.",
    ),
    "board_told_units": ("Unidad {map} de {count}: {value}.", "Unit {map} of {count}: {value}."),
    "board_told_hidden": (
        "Unidad {map} de {count}: vale {value}. Ayuda sobre todo al {digit}.",
        "Unit {map} of {count}: {value}. It helps {digit} most.",
    ),
    "board_told_idle": (
        "Unidad {map} de {count}: apagada. Ayudaría sobre todo al {digit}.",
        "Unit {map} of {count}: off. It would help {digit} most.",
    ),
    "board_told_template": (
        "Dígito {digit}: en total, {sum}, sin contar su constante.",
        "Digit {digit}: {sum} in all, without its constant.",
    ),
    "board_input_map": ("el mapa multiplicado", "the input map"),
    "board_input_band": ("el color", "the colour"),
    "board_under": ("entrada", "input"),
    "board_filter": ("× filtro", "× filter"),
    "board_products": ("= productos", "= products"),
    # the figure of its steps
    "board_drawn": ("en la hoja", "on the sheet"),
    "board_cropped": ("recortado", "cropped"),
    "board_thickened": ("engrosado", "thickened"),
    "board_shrunk": ("reducido", "shrunk"),
    "board_centred": ("centrado", "centred"),
    "board_blurred": ("desenfocado", "blurred"),
}

i18n.add_terms(WORDS)
