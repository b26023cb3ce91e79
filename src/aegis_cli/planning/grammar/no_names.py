"""Words that are no names without quotation marks: whose, who and when, in eight languages.

NOTE: "merge #12 and delete the branch after" means the branch of #12, and "supprime sa branche" no
branch that is called "sa". Months are left out, since people and releases are called like them.
"""

_WORDS = (
    # English
    " ones mine yours ours theirs hers itself themselves himself herself yourself ourselves"
    " after afterwards afterward thereafter before beforehand too also eventually sometime"
    " sometimes right tonight immediately asap meanwhile thereby someday anyway anyways nowadays"
    " monday tuesday wednesday thursday friday saturday sunday"
    # German
    " mein meine meinen meinem meiner meines dein deine deinen deinem deiner deines sein seine"
    " seinen seinem seiner seines ihr ihre ihren ihrem ihrer ihres unser unsere unseren unserem"
    " unserer euer eure euren eurem eurer dessen deren dieser diese diesen diesem dieses jener"
    " jene jenen jenes ihm ihn ihnen sie wir dich dir mich mir uns euch danach dann nachher"
    " hinterher anschließend anschliessend später spaeter spater vorher davor gleich sofort jetzt"
    " heute morgen gestern übermorgen uebermorgen bald auch ebenfalls montag dienstag mittwoch"
    " donnerstag freitag samstag sonnabend sonntag"
    # French
    " mon ma mes ton ta tes sa ses notre nos votre vos leur leurs ce cet cette ces celui celle ceux"
    " celles lui elle elles nous vous ils moi toi après apres ensuite puis tard avant maintenant"
    " aujourd'hui demain hier bientôt bientot aussi également egalement lundi mardi mercredi jeudi"
    " vendredi samedi dimanche"
    # Spanish
    " mi mis tu tus su sus nuestro nuestra nuestros nuestras vuestro vuestra vuestros vuestras suyo"
    " suya suyos suyas este esta estos estas ese esa esos esas aquel aquella él ella ellos ellas"
    " nosotros vosotros ustedes usted después despues luego entonces ahora hoy mañana manana ayer"
    " pronto también tambien lunes martes miércoles miercoles jueves viernes sábado domingo"
    # Portuguese
    " meu minha meus minhas teu tua teus tuas seu sua seus suas nosso nossa nossos nossas vosso"
    " vossa dele dela deles delas essa esses essas aquele aquela ele eles nós vocês você"
    " depois logo então entao agora hoje amanhã amanha ontem também tambem"
    # Italian
    " mio mia miei mie tuo tuoi tue suo suoi sue nostro nostra nostri nostre vostro vostra vostri"
    " vostre loro questo questa questi queste quello quella quelli quelle lui noi voi dopo poi"
    " quindi allora adesso subito oggi domani ieri presto anche pure lunedì lunedi martedì martedi"
    " mercoledì mercoledi giovedì giovedi venerdì venerdi sabato domenica"
    # Japanese
    " その この あの それ これ あれ 彼 彼女 彼ら 私 私の 僕 僕の 自分 自分の 後 後で その後 あとで"
    " 今 今日 明日 昨日 次に"
    # Chinese
    " 它 它的 他 他的 她 她的 他们 他们的 我 我的 我们 我们的 你 你的 你们的 其"
    " 这个 那个 之后 以后 然后 稍后 现在 今天 明天 昨天"
)
NO_NAMES = frozenset(_WORDS.split())
"""Possessives, pronouns and words of time."""
