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
            "The arrows move the pen over the sheet (with Shift, little by "
            "little), the space bar lowers and lifts it, Ctrl + Z undoes, and Delete clears "
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
    "board_own": ("una imagen suya", "a picture of yours"),
    "board_map": ("la fotografía y el recorte", "the photograph and the crop"),
    "board_elsewhere": ("Otro recorte", "Another crop"),
    "board_draw_here": ("Dibuje aquí", "Draw here"),
    "board_hint_light": (
        "Las flechas mueven la pluma y la barra espaciadora la baja y la levanta.",
        "The arrows move the pen, and the space bar lowers and lifts it.",
    ),
    # what is read
    "board_readers": ("Modelos que leen", "Readers"),
    "board_late": ("se carga al elegirla ({megabytes} MB)", "loads when chosen ({megabytes} MB)"),
    "board_answer": ("{model}: {digit} ({share})", "{model}: {digit} ({share})"),
    "board_blank": ("La hoja está en blanco.", "The sheet is blank."),
    "board_loading": ("Cargando {model}…", "Loading {model}…"),
    "board_failed": (
        "No se ha podido cargar {model}. La carpeta draw debe estar junto a esta página.",
        "{model} could not be loaded. The draw folder must be beside this page.",
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
        "De sus {count} unidades ocultas hay {active} encendidas.",
        "Of its {count} hidden units, {active} are on.",
    ),
    "board_why_none": (
        (
            "Ninguna de sus {count} unidades ocultas se enciende, así que contesta lo mismo a "
            "cualquier dibujo."
        ),
        "None of its {count} hidden units is on, so it gives any drawing the same answer.",
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
        "Ante la misma imagen en negativo contesta {digit}.",
        "Shown the same image in negative, it answers {digit}.",
    ),
    # what it sees
    "board_sees": ("Entrenada para ver la imagen", "Trained to see the image"),
    "board_steps": (
        "Una imagen, paso a paso, por {model}",
        "An image, step by step, through {model}",
    ),
    "board_looking": ("Lo que ve {model}", "What {model} sees"),
    "board_look_hint": (
        (
            "Señale un punto de un mapa, o llegue a él con el tabulador y las flechas: se verá "
            "adónde mira y qué multiplica."
        ),
        (
            "Point at a place of a map, or move to it with the tab and arrow keys, to see where "
            "it looks and what it multiplies."
        ),
    ),
    "board_keys": (
        "Las flechas pasan de uno a otro; con Mayús, de un punto a otro.",
        "The arrows move from one to another; with Shift, from point to point.",
    ),
    "board_row_relu": (
        "Convolución: {count} mapas de {side} × {side}.",
        "Convolution: {count} maps of {side} × {side}.",
    ),
    "board_row_max_pooling": (
        "Lo mayor de cada cuadrado: {count} mapas de {side} × {side}.",
        "The largest of each square: {count} maps of {side} × {side}.",
    ),
    "board_row_units": ("Capa densa: {count} unidades.", "Dense layer: {count} units."),
    "board_row_hidden": (
        "Lo que busca cada una de las {count} unidades ocultas. Las apagadas se ven pálidas.",
        "What each of the {count} hidden units looks for. Those that are off are pale.",
    ),
    "board_row_template": (
        "Lo que cada píxel suma a cada dígito, del 0 al 9, y lo que le resta.",
        "What each pixel adds to each digit, 0 to 9, and what it takes away.",
    ),
    "board_told_relu": (
        (
            "Mapa {map} de {count}. El filtro suma {sum} en ese lugar y el sesgo, {bias}: si no es "
            "negativo, queda; aquí, {value}. Abajo, el mapa que más cuenta de los que multiplica, "
            "el {from} de {channels}, que aporta {part}."
        ),
        (
            "Map {map} of {count}. The filter's products add up to {sum} at this place, the bias "
            "is {bias}, and what is not negative stays: {value}. Below, the map that counts most "
            "of those it multiplies, {from} of {channels}: it gives {part}."
        ),
    ),
    "board_told_single": (
        (
            "Mapa {map} de {count}. El filtro suma {sum} en ese lugar y el sesgo, {bias}: si no es "
            "negativo, queda; aquí, {value}."
        ),
        (
            "Map {map} of {count}. The filter's products add up to {sum} at this place, the bias "
            "is {bias}, and what is not negative stays: {value}."
        ),
    ),
    "board_told_max_pooling": (
        "Mapa {map} de {count}: {value}, lo mayor de ese cuadrado.",
        "Map {map} of {count}: {value}, the largest of that square.",
    ),
    "board_told_units": ("Unidad {map} de {count}: {value}.", "Unit {map} of {count}: {value}."),
    "board_told_hidden": (
        "Unidad {map} de {count}: vale {value}. Al que más ayuda es al {digit}.",
        "Unit {map} of {count}: {value}. The digit that it helps most is {digit}.",
    ),
    "board_told_idle": (
        "Unidad {map} de {count}: apagada. Al que más ayudaría es al {digit}.",
        "Unit {map} of {count}: off. The digit that it would help most is {digit}.",
    ),
    "board_told_template": (
        "Dígito {digit}: en total, {sum}, sin contar su sesgo.",
        "Digit {digit}: {sum} in all, without its bias.",
    ),
    "board_under": ("lo que hay", "what is there"),
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
